import assert from "node:assert/strict";
import { toBytes } from "../codec/latin1.ts";
import type { Found } from "../layer.ts";
import { keepingRemote, type Plan } from "./plan.ts";
import { CONTEXT } from "./subject.ts";

export const BULK: readonly Plan[] = [
  {
    name: "answers a request for nothing with nothing",
    isFor: ({ kind }) => kind === "remote",
    run: async ({ remote }) => {
      assert.deepEqual(await remote.read([], CONTEXT), []);
      assert.deepEqual(await remote.write([], CONTEXT), []);
      assert.deepEqual(await remote.remove([], CONTEXT), []);
    },
  },
  {
    name: "reads many keys in their order, also the same one twice",
    isFor: keepingRemote,
    run: async (subject) => {
      const ids = Array.from({ length: 500 }, (_, id) => id);
      const items = ids.map((id) => ({ key: subject.key(id), stored: subject.entry(`${id}`) }));
      assert.deepEqual(
        await subject.remote.write(items, CONTEXT),
        ids.map(() => "stored"),
      );
      const asked = [7, 499, 1_000, 7, 0, 1_001, ...ids.toReversed(), 7];
      const found = await subject.remote.read(
        asked.map((id) => subject.key(id)),
        CONTEXT,
      );
      assert.deepEqual(
        found.map(textOf),
        asked.map((id) => (id < 500 ? `${id}` : undefined)),
      );
    },
  },
  {
    name: "writes the last of several values for the same key",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      const items = ["first", "second", "last"].map((text) => ({ key, stored: subject.entry(text) }));
      assert.equal((await subject.remote.write(items, CONTEXT)).length, 3);
      assert.equal(await subject.text(key), "last");
    },
  },
  {
    name: "removes many keys, and says of each in its order whether it was there",
    isFor: keepingRemote,
    run: async (subject) => {
      const keys = Array.from({ length: 300 }, (_, id) => subject.key(id));
      const there = (_: unknown, at: number): boolean => at % 3 === 0;
      await subject.putAll(keys.filter(there), subject.entry("value"));
      assert.deepEqual(await subject.remote.remove(keys, CONTEXT), keys.map(there));
      const twice = await subject.remote.remove([keys[0]!, keys[0]!], CONTEXT);
      assert.deepEqual(twice, [false, false]);
      assert.deepEqual(await subject.has(keys), []);
    },
  },
];

function textOf(found: Found): string | undefined {
  if (found.kind === "error") throw found.error;
  return found.kind === "hit" ? toBytes(found.stored.value).toString() : undefined;
}
