import assert from "node:assert/strict";
import { canonical } from "../canonical.ts";
import { anyLayer, keeping, type Plan } from "./plan.ts";
import { bytesOf, type Subject } from "./subject.ts";

/** Names that mean something to a glob, a path, a URL, a hash tag or a script; and one that is the beginning of another. */
export const NAMES: readonly string[] = [
  "user",
  "userA",
  "user*",
  "u?er",
  "[a-z]ser",
  "us:er",
  "us/er",
  "us%2Fer",
  "us er",
  "{user}",
  "us\\er",
  "^user$",
  "üser",
  "用户",
  "🧑",
  "us\0er",
  "us\ner",
];

export const ENTRIES: readonly Plan[] = [
  {
    name: "finds nothing where nothing was written",
    isFor: anyLayer,
    run: async (subject) => {
      assert.equal(await subject.get(subject.key(1)), undefined);
      assert.equal(await subject.remove(subject.key(1)), false);
    },
  },
  {
    name: "keeps nothing",
    isFor: ({ keeps }) => !keeps,
    run: async (subject) => {
      await subject.put(subject.key(1), subject.entry("value"));
      assert.equal(await subject.get(subject.key(1)), undefined);
      assert.equal(await subject.remove(subject.key(1)), false);
      await subject.clear(subject.range());
    },
  },
  {
    name: "gives back value, times and tags as they were written",
    isFor: keeping,
    run: async (subject) => {
      const now = subject.now();
      const times = {
        createdAt: now - 7,
        staleAt: now + 1_001,
        expiresAt: now + 2_002,
        deadAt: now + 60_003,
      };
      const tags = [
        ["b", 0],
        ["a", 1_700_000_000_000_123],
        ["ü:*, {x}", 3],
        ["", 4],
      ] as const;
      const written = { ...times, value: bytesOf("value"), tags };
      await subject.put(subject.key(1), written);
      assert.deepEqual(plain(await subject.get(subject.key(1))), plain(written));
    },
  },
  {
    name: "has nothing left of an entry that was overwritten: neither times nor tags",
    isFor: keeping,
    run: async (subject) => {
      const old = { ...subject.entry("a longer value", { tags: [["old", 5]] }), staleAt: subject.now() };
      const next = subject.entry("next", { lifeMs: 30_000 });
      await subject.put(subject.key(1), old);
      await subject.put(subject.key(1), next);
      assert.deepEqual(plain(await subject.get(subject.key(1))), plain(next));
      const tagged = subject.entry("tagged", { tags: [["new", 6]] });
      await subject.put(subject.key(1), tagged);
      assert.deepEqual(plain(await subject.get(subject.key(1))), plain(tagged));
    },
  },
  {
    name: "keeps apart keys that look alike",
    isFor: keeping,
    run: async (subject) => {
      const { scope } = subject;
      const keys = [
        ...[1, "1", "01", true, "true", null, "null", "", 1n].map((id) =>
          canonical(scope, "item", 0, { id }),
        ),
        canonical(scope, "item", 0, undefined),
        canonical(scope, "item", 1, { id: 1 }),
        canonical(scope, "item", 0, { ID: 1 }),
        canonical(scope, "item", 0, { id: "1&x=2" }),
        canonical(scope, "item", 0, { id: 1, x: 2 }),
        canonical([...scope, "item"], "item", 0, { id: 1 }),
        canonical([...scope, "item:0:id=1"], "item", 0, { id: 1 }),
      ];
      for (const key of keys) await subject.put(key, subject.entry(key.id));
      for (const key of keys) assert.equal(await subject.text(key), key.id);
    },
  },
  {
    name: "takes any name, and keys of 1 KiB that differ in their last character",
    isFor: keeping,
    run: async (subject) => {
      const long = "k".repeat(1_024);
      const keys = [
        ...NAMES.flatMap((name) => [
          subject.key(name),
          subject.key(1, name),
          subject.key(1, "item", 0, [name]),
        ]),
      ];
      keys.push(subject.key(`${long}1`), subject.key(`${long}2`));
      for (const key of keys) await subject.put(key, subject.entry(key.id));
      for (const key of keys) assert.equal(await subject.text(key), key.id);
    },
  },
  {
    name: "takes values of no bytes, of all bytes, and large ones",
    isFor: keeping,
    run: async (subject) => {
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const large = new Uint8Array(subject.traits.maxValueBytes).fill(0xa5);
      large[large.length - 1] = 0;
      for (const value of [new Uint8Array(0), all, large, new Uint8Array(0)]) {
        await subject.put(subject.key(1), { ...subject.entry(""), value });
        await expectValue(subject, value);
      }
    },
  },
];

async function expectValue(subject: Subject, value: Uint8Array): Promise<void> {
  const found = await subject.get(subject.key(1));
  assert(found !== undefined, `a value of ${value.length} bytes is not there`);
  assert(Buffer.from(found.value).equals(value), `not the same ${value.length} bytes`);
}

/** An entry in plain parts, whatever class its bytes and tags are of. */
function plain(entry: Awaited<ReturnType<Subject["get"]>>): unknown {
  if (entry === undefined) return undefined;
  const { value, createdAt, staleAt, expiresAt, deadAt, tags } = entry;
  const text = Buffer.from(value).toString("latin1");
  return { text, createdAt, staleAt, expiresAt, deadAt, tags: tags.map(([tag, stamp]) => [tag, stamp]) };
}
