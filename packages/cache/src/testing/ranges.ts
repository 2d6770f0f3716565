import assert from "node:assert/strict";
import type { KeyRange, LayerKey } from "../layer.ts";
import { NAMES } from "./entries.ts";
import { keeping, type Plan } from "./plan.ts";
import { CONTEXT, type Subject } from "./subject.ts";

export const RANGES: readonly Plan[] = [
  {
    name: "clears a scope and the scopes within it, and nothing else",
    isFor: keeping,
    run: async (subject) => {
      const at = (...inner: readonly string[]): LayerKey => subject.key(1, "item", 0, inner);
      const within = [at("a"), at("a", "b"), at("a", "b", "c"), subject.key(1, "other", 3, ["a"])];
      const without = [at(), at("ab"), at("b"), at("b", "a"), at("A"), subject.key(1, "a")];
      await clears(subject, subject.range(undefined, undefined, ["a"]), within, without);
    },
  },
  {
    name: "clears all versions of a family, of its own scope only",
    isFor: keeping,
    run: async (subject) => {
      const within = [0, 1, 11, 2 ** 40].map((version) => subject.key(1, "user", version));
      within.push(subject.key(2, "user"), subject.key("", "user"));
      const without = [
        subject.key(1, "user", 0, ["user"]),
        subject.key(1, "userA"),
        subject.key(1, "use"),
        subject.key("user"),
      ];
      await clears(subject, subject.range("user"), within, without);
    },
  },
  {
    name: "clears one version of a family",
    isFor: keeping,
    run: async (subject) => {
      const within = [subject.key(1, "user", 1), subject.key(2, "user", 1)];
      const without = [0, 2, 10, 11].map((version) => subject.key(1, "user", version));
      await clears(subject, subject.range("user", 1), within, without);
    },
  },
  {
    name: "clears by names as they are: none is a pattern, or the beginning of another",
    isFor: keeping,
    run: async (subject) => {
      const families = NAMES.map((name) => subject.key(1, name));
      const scopes = NAMES.map((name) => subject.key(1, "item", 0, [name]));
      for (const name of ["user*", "u?er", "[a-z]ser", "us%2Fer", "user", "^user$", "üser"]) {
        const at = NAMES.indexOf(name);
        const others = [...families, ...scopes];
        await clears(subject, subject.range(name), others.splice(at, 1), others);
        const outside = [...families, ...scopes];
        await clears(
          subject,
          subject.range(undefined, undefined, [name]),
          outside.splice(NAMES.length + at, 1),
          outside,
        );
      }
    },
  },
  {
    name: "clears thousands of keys at once, and can be written to again",
    isFor: keeping,
    run: async (subject) => {
      const keys = Array.from({ length: 2_500 }, (_, id) => subject.key(id));
      await writeMany(subject, keys);
      const count = await subject.clear(subject.range("item"));
      if (count !== undefined) assert.equal(count, keys.length);
      assert.deepEqual(await subject.has(keys.filter((_, at) => at % 50 === 0)), []);
      await subject.put(subject.key(1), subject.entry("again"));
      assert.equal(await subject.text(subject.key(1)), "again");
    },
  },
  {
    name: "tells the keys of a range, all that are there, and none of another",
    isFor: ({ keeps, lists }) => keeps && lists,
    run: async (subject) => {
      const family = Array.from({ length: 600 }, (_, id) => subject.key(id, "user", 1));
      const others = [subject.key(1, "user", 11), subject.key(1, "userA", 1), subject.key(1, "other")];
      const inner = [subject.key(1, "user", 1, ["a"]), subject.key("ü&=:/%", "item", 0, ["a", "b*"])];
      await writeMany(subject, [...family, ...others, ...inner]);
      await lists(subject, subject.range("user", 1), family);
      await lists(subject, subject.range("user"), [...family, others[0]!]);
      await lists(subject, subject.range(undefined, undefined, ["a"]), inner);
      await lists(subject, subject.range(), [...family, ...others, ...inner]);
      await lists(subject, subject.range("none"), []);
    },
  },
];

async function lists(subject: Subject, range: KeyRange, keys: readonly LayerKey[]): Promise<void> {
  const told = new Set<string>();
  const { layer } = subject;
  assert(layer.keys !== undefined, "it can't tell its keys");
  if (layer.kind === "local") for (const id of subject.local.keys!(range)) told.add(id);
  else for await (const ids of subject.remote.keys!(range, CONTEXT)) for (const id of ids) told.add(id);
  assert.deepEqual([...told].sort(), keys.map(({ id }) => id).sort());
}

/** That a clear removes the keys that are within the range, says how many, and leaves the others. */
async function clears(
  subject: Subject,
  range: KeyRange,
  within: readonly LayerKey[],
  without: readonly LayerKey[],
): Promise<void> {
  await writeMany(subject, [...within, ...without]);
  const count = await subject.clear(range);
  assert.deepEqual(await subject.has(within), [], "what is within the range is gone");
  assert.deepEqual(
    await subject.has(without),
    without.map(({ id }) => id),
    "what is not within it is there",
  );
  if (count !== undefined) assert.equal(count, within.length, "how many there were");
  if (subject.layer.kind === "remote")
    assert.equal(await subject.clear(range), 0, "nothing is left to clear");
}

async function writeMany(subject: Subject, keys: readonly LayerKey[]): Promise<void> {
  const stored = subject.entry("value");
  if (subject.layer.kind === "local") return subject.putAll(keys, stored);
  const items = keys.map((key) => ({ key, stored }));
  assert.deepEqual(
    await subject.layer.write(items, CONTEXT),
    keys.map(() => "stored"),
  );
}
