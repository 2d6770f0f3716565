import assert from "node:assert/strict";
import { toBytes } from "../codec/latin1.ts";
import { keeping, keepingRemote, type Plan } from "./plan.ts";
import { CONTEXT, right } from "./subject.ts";

export const REMOVALS: readonly Plan[] = [
  {
    name: "removes a key and no other, and says whether it was there",
    isFor: keeping,
    run: async (subject) => {
      const [one, other] = [subject.key(1), subject.key(11)];
      await subject.putAll([one, other], subject.entry("value"));
      assert.equal(await subject.remove(one), true);
      assert.equal(await subject.remove(one), false);
      assert.deepEqual(await subject.has([one, other]), [other.id]);
    },
  },
  {
    name: "marks each removal of a key, also where there was nothing, with another mark than before",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      assert.equal(await subject.mark(key), 0);
      const marks = new Set([0]);
      for (let times = 1; times <= 5; times++) {
        await subject.remove(key);
        marks.add(await subject.mark(key));
        assert.equal(marks.size, times + 1, `removal ${times} has no mark of its own`);
      }
      assert.equal(await subject.mark(subject.key(2)), 0);
    },
  },
  {
    name: "stores a loaded value if its key was not removed meanwhile",
    isFor: keepingRemote,
    run: async (subject) => {
      const [key, other] = [subject.key(1), subject.key(2)];
      const mark = await subject.mark(key);
      await subject.remove(other);
      assert.equal(await subject.tryPut(key, "first", mark), "stored");
      assert.equal(await subject.tryPut(key, "second", await subject.mark(key)), "stored");
      assert.equal(await subject.text(key), "second");
    },
  },
  {
    name: "refuses a loaded value whose key was removed meanwhile",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      const mark = await subject.mark(key);
      await subject.remove(key);
      assert.equal(await subject.tryPut(key, "late", mark), "refused");
      assert.equal(await subject.text(key), undefined);
    },
  },
  {
    name: "refuses a value loaded in place of one that was removed meanwhile",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      await subject.put(key, subject.entry("old"));
      const mark = await subject.mark(key);
      assert.equal(await subject.remove(key), true);
      assert.equal(await subject.tryPut(key, "late", mark), "refused");
      assert.equal(await subject.text(key), undefined);
    },
  },
  {
    name: "stores what was loaded after a removal, and refuses it after a further one",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      await subject.remove(key);
      const first = await subject.mark(key);
      await subject.remove(key);
      assert.equal(await subject.tryPut(key, "late", first), "refused");
      assert.equal(await subject.tryPut(key, "value", await subject.mark(key)), "stored");
      assert.equal(await subject.text(key), "value");
    },
  },
  {
    name: "lets a value that was stored after a removal be loaded again",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      await subject.remove(key);
      assert.equal(await subject.tryPut(key, "value", await subject.mark(key)), "stored");
      assert.equal(await subject.tryPut(key, "again", await subject.mark(key)), "stored");
      assert.equal(await subject.text(key), "again");
    },
  },
  {
    name: "stores a value that is given, removed or not",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      await subject.remove(key);
      await subject.put(key, subject.entry("given"));
      assert.equal(await subject.text(key), "given");
    },
  },
  {
    name: "remembers a removal also when another value was stored since",
    isFor: (traits) => keepingRemote(traits) && traits.remembers,
    run: async (subject) => {
      const key = subject.key(1);
      const mark = await subject.mark(key);
      await subject.remove(key);
      await subject.put(key, subject.entry("given"));
      assert.equal(await subject.tryPut(key, "late", mark), "refused");
      assert.equal(await subject.text(key), "given");
    },
  },
  {
    name: "refuses a loaded value if another one was given meanwhile",
    isFor: (traits) => keepingRemote(traits) && traits.remembers,
    run: async (subject) => {
      const key = subject.key(1);
      const mark = await subject.mark(key);
      await subject.put(key, subject.entry("given"));
      assert.equal(await subject.tryPut(key, "late", mark), "refused");
      assert.equal(await subject.text(key), "given");
      assert.equal(await subject.tryPut(key, "again", await subject.mark(key)), "stored");
    },
  },
  {
    name: "does not take the end of an entry for a removal",
    isFor: keepingRemote,
    run: async (subject) => {
      const key = subject.key(1);
      await subject.put(key, subject.entry("short", { lifeMs: 60 }));
      const mark = await subject.mark(key);
      await subject.advance(70);
      assert.equal(await subject.text(key), undefined);
      assert.equal(await subject.tryPut(key, "value", mark), "stored");
    },
  },
  {
    name: "refuses single items of a write, and stores the others",
    isFor: keepingRemote,
    run: async (subject) => {
      const keys = [1, 2, 3].map((id) => subject.key(id));
      await subject.remove(keys[1]!);
      const stored = subject.entry("value");
      const written = await subject.remote.write(
        keys.map((key) => ({ key, stored, unless: 0 })),
        CONTEXT,
      );
      assert.deepEqual(written, ["stored", "refused", "stored"]);
    },
  },
  {
    name: "refuses what another process removed, and shows it what was written",
    isFor: (traits) => keepingRemote(traits) && traits.shared,
    run: async (subject) => {
      const peer = await subject.peer();
      const key = subject.key(1);
      const mark = await subject.mark(key);
      await subject.put(key, subject.entry("given"));
      const found = await subject.find(key, peer);
      assert.equal(found.kind === "hit" && toBytes(found.stored.value).toString(), "given");
      assert.equal(right((await peer.remove([key], CONTEXT))[0]), true);
      assert.equal(await subject.tryPut(key, "late", mark), "refused");
    },
  },
];
