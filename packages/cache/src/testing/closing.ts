import assert from "node:assert/strict";
import { CacheError } from "../errors.ts";
import type { Plan } from "./plan.ts";
import { CONTEXT } from "./subject.ts";

export const CLOSING: readonly Plan[] = [
  {
    name: "answers all that is asked once it is closed, with errors if need be, and may be closed again",
    isFor: ({ kind }) => kind === "remote",
    run: async (subject) => {
      const { remote } = subject;
      const keys = [subject.key(1), subject.key(2)];
      const stored = subject.entry("value");
      await remote.close();
      await remote.close();
      const found = await remote.read(keys, CONTEXT);
      assert.equal(found.length, 2);
      for (const one of found) assert(one.kind !== "error" || one.error instanceof CacheError);
      const written = await remote.write(
        keys.map((key) => ({ key, stored })),
        CONTEXT,
      );
      const removed = await remote.remove(keys, CONTEXT);
      const cleared = await remote.clear(subject.range(), CONTEXT);
      assert.deepEqual([written.length, removed.length], [2, 2]);
      for (const answer of [...written, ...removed, cleared]) assertAnswer(answer);
    },
  },
  {
    name: "answers for tags once it is closed, with errors if need be",
    isFor: ({ tags }) => tags,
    run: async (subject) => {
      await subject.remote.close();
      const tags = ["a", "b"].map((tag) => `${subject.scope[0]} ${tag}`);
      const stamps = await subject.tags.stamps(tags, CONTEXT);
      const invalidated = await subject.tags.invalidate(tags, 1_000, CONTEXT);
      assert.deepEqual([stamps.length, invalidated.length], [2, 2]);
      for (const answer of [...stamps, ...invalidated]) assertAnswer(answer);
    },
  },
  {
    name: "lets the bus be used once it is closed: nobody hears it",
    isFor: ({ bus }) => bus,
    run: async (subject) => {
      await subject.remote.close();
      const heard: string[] = [];
      const stop = subject.bus.listen(
        (text) => heard.push(text),
        () => {},
      );
      const error = await subject.bus.publish(`${subject.scope[0]} text`, CONTEXT);
      assert(error === undefined || error instanceof CacheError);
      stop();
      assert.deepEqual(heard, []);
    },
  },
];

function assertAnswer(answer: unknown): void {
  const kind = answer instanceof CacheError ? "error" : typeof answer;
  assert(["error", "string", "boolean", "number"].includes(kind), `no answer: ${String(answer)}`);
}
