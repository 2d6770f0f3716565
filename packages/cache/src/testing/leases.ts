import assert from "node:assert/strict";
import type { Plan } from "./plan.ts";
import { CONTEXT, right, type Traits } from "./subject.ts";

const leasing = ({ leases }: Traits): boolean => leases;

export const LEASES: readonly Plan[] = [
  {
    name: "refuses what was loaded for a leased key that was cleared meanwhile",
    isFor: leasing,
    run: async (subject) => {
      const key = subject.key(1);
      const lease = await subject.lease(key);
      assert.notEqual(lease, 0);
      assert.equal(await subject.clear(subject.range()), 0, "a lease is no entry");
      assert.equal(await subject.tryPut(key, "late", lease), "refused");
      assert.equal(await subject.text(key), undefined);
    },
  },
  {
    name: "refuses what was loaded for a leased key that was removed, or given a value, meanwhile",
    isFor: leasing,
    run: async (subject) => {
      const [removed, given] = [subject.key(1), subject.key(2)];
      const leases = [await subject.lease(removed), await subject.lease(given)];
      assert.equal(await subject.remove(removed), false, "a lease is no entry");
      await subject.put(given, subject.entry("given"));
      assert.equal(await subject.tryPut(removed, "late", leases[0]!), "refused");
      assert.equal(await subject.tryPut(given, "late", leases[1]!), "refused");
      assert.deepEqual([await subject.text(removed), await subject.text(given)], [undefined, "given"]);
    },
  },
  {
    name: "stores what was loaded for a leased key, of each who leased it",
    isFor: leasing,
    run: async (subject) => {
      const key = subject.key(1);
      const lease = await subject.lease(key);
      assert.equal(await subject.lease(key), lease);
      assert.equal(await subject.mark(key), lease);
      for (const text of ["first", "second"]) {
        assert.equal(await subject.tryPut(key, text, lease), "stored");
        assert.equal(await subject.text(key), text);
      }
    },
  },
  {
    name: "lets an entry end when it is dead, although its key was leased",
    isFor: leasing,
    run: async (subject) => {
      const key = subject.key(1);
      const lease = await subject.lease(key);
      const stored = subject.entry("short", { lifeMs: 60 });
      assert.deepEqual(await subject.remote.write([{ key, stored, unless: lease }], CONTEXT), ["stored"]);
      await subject.advance(70);
      assert.equal(await subject.text(key), undefined);
    },
  },
  {
    name: "leases no key that has an entry, or a mark, and leaves both as they are",
    isFor: leasing,
    run: async (subject) => {
      const [given, removed, loaded] = [subject.key(1), subject.key(2), subject.key(3)];
      await subject.put(given, subject.entry("given"));
      await subject.remove(removed);
      const marks = [await subject.mark(given), await subject.mark(removed)];
      assert.deepEqual([await subject.lease(given), await subject.lease(removed)], marks);
      assert.deepEqual([await subject.mark(given), await subject.mark(removed)], marks);
      assert.equal(await subject.text(given), "given");
      assert.equal(await subject.tryPut(loaded, "loaded", 0), "stored");
      assert.equal(await subject.lease(loaded), 0);
      assert.equal(await subject.text(loaded), "loaded");
    },
  },
  {
    name: "leases several keys at once, each by itself",
    isFor: leasing,
    run: async (subject) => {
      const keys = [1, 2, 3].map((id) => subject.key(id));
      await subject.remove(keys[1]!);
      const mark = await subject.mark(keys[1]!);
      const leases = (await subject.remote.lease!(keys, CONTEXT)).map(right);
      assert.equal(leases[1], mark);
      for (const [at, key] of keys.entries()) {
        assert.equal(await subject.tryPut(key, String(at), leases[at]!), "stored");
      }
    },
  },
];
