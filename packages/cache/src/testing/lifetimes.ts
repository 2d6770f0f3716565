import assert from "node:assert/strict";
import type { LayerKey } from "../layer.ts";
import { keeping, type Plan } from "./plan.ts";
import { CONTEXT, type Subject } from "./subject.ts";

/** How far from its time an entry may end, beside the time that the question takes. */
const EXACT_MS = 5;
const DAY_MS = 86_400_000;

export const LIFETIMES: readonly Plan[] = [
  {
    name: "ends an entry when it is dead, to some ms, if it lives for less than a second",
    isFor: keeping,
    run: (subject) => endsInTime(subject, 120),
  },
  {
    name: "ends an entry when it is dead, to some ms, if it lives for no whole number of seconds",
    isFor: keeping,
    run: (subject) => endsInTime(subject, 1_300),
  },
  {
    name: "ends an entry by the times of its last write, be they later or earlier than before",
    isFor: keeping,
    run: async (subject) => {
      const [later, earlier] = [subject.key("later"), subject.key("earlier")];
      await subject.put(later, subject.entry("old", { lifeMs: 60 }));
      await subject.put(later, subject.entry("new"));
      await subject.put(earlier, subject.entry("old"));
      await subject.put(earlier, subject.entry("new", { lifeMs: 60 }));
      await subject.advance(60 + EXACT_MS);
      assert.equal(await subject.text(later), "new");
      assert.equal(await subject.text(earlier), undefined);
    },
  },
  {
    name: "still has an entry that is stale, or expired, but not dead",
    isFor: keeping,
    run: async (subject) => {
      const now = subject.now();
      const old = { createdAt: now - 9, staleAt: now - 6, expiresAt: now - 3 };
      await subject.put(subject.key(1), { ...subject.entry("value"), ...old });
      assert.equal(await subject.text(subject.key(1)), "value");
    },
  },
  {
    name: "does not have an entry that was dead when it was written, nor one that it replaced",
    isFor: keeping,
    run: async (subject) => {
      const dead = { ...subject.entry("dead", { lifeMs: -1 }), createdAt: subject.now() - 2 };
      await subject.put(subject.key(1), subject.entry("old"));
      for (const key of [subject.key(1), subject.key(2)]) {
        await writeDead(subject, key, dead);
        assert.equal(await subject.text(key), undefined);
      }
    },
  },
  {
    name: "keeps an entry for ever, and for longer than a timer can wait",
    isFor: keeping,
    run: async (subject) => {
      await subject.put(subject.key("ever"), subject.entry("ever", { lifeMs: Number.POSITIVE_INFINITY }));
      await subject.put(subject.key("long"), subject.entry("long", { lifeMs: 60 * DAY_MS }));
      await subject.advance(subject.isTimeFree ? 30 * DAY_MS : 50);
      const ever = await subject.get(subject.key("ever"));
      const infinite = [ever?.staleAt, ever?.expiresAt, ever?.deadAt];
      assert.deepEqual(infinite, Array(3).fill(Number.POSITIVE_INFINITY));
      assert.equal(await subject.text(subject.key("long")), "long");
    },
  },
];

async function endsInTime(subject: Subject, lifeMs: number): Promise<void> {
  const key = subject.key(1);
  const stored = subject.entry("value", { lifeMs });
  await subject.put(key, stored);
  await subject.advance(Math.max(0, stored.deadAt - subject.now() - 30));
  for (;;) {
    const asked = subject.now();
    const found = await subject.get(key);
    if (found === undefined) {
      const early = stored.deadAt - subject.now();
      assert(early <= EXACT_MS, `it ended ${early} ms early`);
      return;
    }
    const late = asked - stored.deadAt;
    assert(late <= EXACT_MS, `it is still there ${late} ms late`);
    await subject.advance(1);
  }
}

/** Whether it says that this is stored or refused does not matter. */
async function writeDead(
  subject: Subject,
  key: LayerKey,
  stored: ReturnType<Subject["entry"]>,
): Promise<void> {
  if (subject.layer.kind === "local") subject.layer.write(key, stored, subject.now());
  else await subject.layer.write([{ key, stored }], CONTEXT);
}
