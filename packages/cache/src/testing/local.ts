import assert from "node:assert/strict";
import { keepingLocal, type Plan } from "./plan.ts";

export const LOCAL: readonly Plan[] = [
  {
    name: "keeps any value, `undefined` and `null` among them",
    isFor: keepingLocal,
    run: async (subject) => {
      for (const value of [undefined, null, 0, "", false, "text", { a: [1, { b: 2 }] }]) {
        subject.local.write(subject.key(1), { ...subject.entry(""), value }, subject.now());
        for (const look of ["peek", "read"] as const) {
          const found = subject.local[look](subject.key(1), subject.now());
          assert(found !== undefined, `${String(value)} is not there`);
          assert.deepEqual(found.value, value);
        }
      }
    },
  },
  {
    name: "looks without a change: what is dead is not there, but not dropped either",
    isFor: keepingLocal,
    run: async (subject) => {
      const { local } = subject;
      await subject.put(subject.key(1), subject.entry("value"));
      const before = local.size;
      assert.equal(local.peek(subject.key(2), subject.now()), undefined);
      assert.equal(local.peek(subject.key(1), subject.now() + 60_000), undefined);
      assert.deepEqual(local.size, before);
      assert.notEqual(local.peek(subject.key(1), subject.now()), undefined);
    },
  },
  {
    name: "counts its entries: written, overwritten, removed, cleared, dead",
    isFor: keepingLocal,
    run: async (subject) => {
      const { local } = subject;
      const keys = [1, 2, 3, 4].map((id) => subject.key(id));
      assert.equal(local.size.entries, 0);
      await subject.putAll(keys, subject.entry("value"));
      await subject.put(keys[0]!, subject.entry("short", { lifeMs: 10_000 }));
      assert.equal(local.size.entries, 4);
      await subject.remove(keys[1]!);
      assert.equal(local.size.entries, 3);
      local.prune(subject.now() + 10_000);
      assert.deepEqual(await subject.has(keys), [keys[2]!.id, keys[3]!.id]);
      assert.equal(local.size.entries, 2);
      await subject.clear(subject.range());
      assert.deepEqual(local.size, { entries: 0, bytes: 0, evictions: 0 });
    },
  },
  {
    name: "drops what is dead when it is pruned, and nothing else",
    isFor: keepingLocal,
    run: async (subject) => {
      const now = subject.now();
      const keys = Array.from({ length: 10 }, (_, id) => subject.key(id));
      for (const [at, key] of keys.entries()) {
        subject.local.write(key, { ...subject.entry("value"), deadAt: now + 60_000 + at }, now);
      }
      subject.local.prune(now + 60_005);
      assert.equal(subject.local.size.entries, 4);
    },
  },
];
