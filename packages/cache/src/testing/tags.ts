import assert from "node:assert/strict";
import type { TagStore } from "../layer.ts";
import { NAMES } from "./entries.ts";
import type { Plan } from "./plan.ts";
import { CONTEXT, right, type Subject, type Traits } from "./subject.ts";

const LIFE_MS = 60_000;
const tagging = ({ tags }: Traits): boolean => tags;

export const TAGS: readonly Plan[] = [
  {
    name: "has stamp 0 for a tag that was never invalidated, and nothing for no tags",
    isFor: tagging,
    run: async (subject) => {
      assert.deepEqual(await stamps(subject, "a", "b", "a"), [0, 0, 0]);
      assert.deepEqual(await stamps(subject), []);
      assert.deepEqual(await subject.tags.invalidate([], LIFE_MS, CONTEXT), []);
    },
  },
  {
    name: "gives a tag a greater stamp at each invalidation, however soon",
    isFor: tagging,
    run: async (subject) => {
      let last = 0;
      for (let times = 0; times < 20; times++) {
        const stamp = await invalidate(subject, "a");
        assert(stamp > last, `${stamp} is not greater than ${last}`);
        assert.deepEqual(await stamps(subject, "a"), [stamp]);
        last = stamp;
      }
      const together = await Promise.all(Array.from({ length: 10 }, () => invalidate(subject, "a")));
      assert.equal(new Set(together).size, together.length, "two invalidations at once have the same stamp");
      assert(Math.min(...together) > last);
    },
  },
  {
    name: "keeps tags apart, and answers in their order",
    isFor: tagging,
    run: async (subject) => {
      const tags = NAMES.map((name) => tagOf(subject, name));
      const asked = tags.filter((_, at) => at % 2 === 0);
      const given = (await subject.tags.invalidate(asked, LIFE_MS, CONTEXT)).map(right);
      const expected = tags.map((_, at) => (at % 2 === 0 ? given[at / 2] : 0));
      assert.deepEqual(await subject.tags.stamps([...tags, tags[0]!], CONTEXT), [...expected, expected[0]]);
      assert(given.every((stamp) => stamp > 0));
    },
  },
  {
    name: "keeps a stamp as long as was asked for, also when a later one asked for less",
    isFor: tagging,
    run: async (subject) => {
      const kept = await invalidate(subject, "kept", 1_000);
      await invalidate(subject, "twice", LIFE_MS);
      const twice = await invalidate(subject, "twice", 20);
      await subject.advance(120);
      assert.deepEqual(await stamps(subject, "kept", "twice"), [kept, twice]);
    },
  },
  {
    name: "gives greater stamps also when it has forgotten the last",
    isFor: tagging,
    run: async (subject) => {
      const before = await invalidate(subject, "a", 10);
      await subject.advance(100);
      const after = await invalidate(subject, "a", 10);
      assert(after > before, `${after} is not greater than ${before}`);
    },
  },
  {
    name: "shares its stamps with other processes",
    isFor: ({ tags, shared }) => tags && shared,
    run: async (subject) => {
      const { tags } = await subject.peer();
      const first = await invalidate(subject, "a");
      assert.deepEqual(await stampsOf(tags, tagOf(subject, "a")), [first]);
      const second = right((await tags?.invalidate([tagOf(subject, "a")], LIFE_MS, CONTEXT))?.[0]);
      assert(second > first);
      assert.deepEqual(await stamps(subject, "a"), [second]);
    },
  },
];

/** A tag that no other scenario has. */
function tagOf({ scope }: Subject, name: string): string {
  return `${scope[0]} ${name}`;
}

function stamps(subject: Subject, ...names: readonly string[]): Promise<readonly number[]> {
  return stampsOf(subject.tags, ...names.map((name) => tagOf(subject, name)));
}

async function stampsOf(store: TagStore | undefined, ...tags: readonly string[]): Promise<readonly number[]> {
  assert(store !== undefined, "it has no tags");
  return (await store.stamps(tags, CONTEXT)).map(right);
}

async function invalidate(subject: Subject, name: string, lifeMs: number = LIFE_MS): Promise<number> {
  const [stamp] = await subject.tags.invalidate([tagOf(subject, name)], lifeMs, CONTEXT);
  return right(stamp);
}
