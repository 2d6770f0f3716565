import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineKey } from "../../src/key.ts";
import { Ghosts } from "../../src/memory/ghosts.ts";
import { memory } from "../../src/memory/memory.ts";
import { entryOf } from "../support/entries.ts";

const item = defineKey<number, { id: number }>("item");

interface Held {
  readonly id: number;
  bytes: number;
  uses: number;
}

/** The same, as plainly as can be: who is held, the newest first, in arrays. */
interface Naive {
  held(): readonly Held[];
  find(id: number): Held | undefined;
  read(one: Held): void;
  add(one: Held): void;
  remove(one: Held): void;
  victim(): Held;
}

class NaiveRecency implements Naive {
  private list: Held[] = [];

  held(): readonly Held[] {
    return this.list;
  }

  find(id: number): Held | undefined {
    return this.list.find((one) => one.id === id);
  }

  read(one: Held): void {
    this.remove(one);
    this.add(one);
  }

  add(one: Held): void {
    this.list.unshift(one);
  }

  remove(one: Held): void {
    this.list = this.list.filter((each) => each !== one);
  }

  victim(): Held {
    return this.list.at(-1)!;
  }
}

class NaiveFrequency implements Naive {
  private trial: Held[] = [];
  private established: Held[] = [];
  private readonly known = new Set<Held>();
  private readonly ghosts = new Ghosts();

  held(): readonly Held[] {
    return [...this.trial, ...this.established];
  }

  find(id: number): Held | undefined {
    return this.held().find((one) => one.id === id);
  }

  read(one: Held): void {
    one.uses = Math.min(3, one.uses + 1);
  }

  add(one: Held): void {
    if (this.ghosts.take(item({ id: one.id }).id)) this.known.add(one);
    (this.known.has(one) ? this.established : this.trial).unshift(one);
  }

  remove(one: Held): void {
    this.trial = this.trial.filter((each) => each !== one);
    this.established = this.established.filter((each) => each !== one);
  }

  victim(): Held {
    for (;;) {
      if (this.isTrialOver()) {
        const one = this.trial.pop()!;
        if (one.uses === 0) {
          this.trial.push(one);
          this.ghosts.add(item({ id: one.id }).id, this.held().length);
          return one;
        }
        one.uses = 0;
        this.known.add(one);
        this.established.unshift(one);
      } else {
        const one = this.established.pop()!;
        if (one.uses === 0) {
          this.established.push(one);
          return one;
        }
        one.uses--;
        this.established.unshift(one);
      }
    }
  }

  private isTrialOver(): boolean {
    const all = this.held();
    if (this.established.length === 0) return true;
    return this.trial.length > 0.1 * all.length || sum(this.trial) > 0.1 * sum(all);
  }
}

function sum(all: readonly Held[]): number {
  return all.reduce((bytes, one) => bytes + one.bytes, 0);
}

/** What a layer of these limits does with a value of so many bytes. */
function writeTo(naive: Naive, id: number, bytes: number, maxEntries: number, maxBytes: number): void {
  const old = naive.find(id);
  if (old !== undefined) naive.read(old);
  if (old?.bytes === bytes) return;
  if (old !== undefined) naive.remove(old);
  while (naive.held().length + 1 > maxEntries || sum(naive.held()) + bytes > maxBytes)
    naive.remove(naive.victim());
  if (old === undefined) naive.add({ id, bytes, uses: 0 });
  else naive.add(Object.assign(old, { bytes }));
}

/** What a layer answers to it. */
function done(naive: Naive, what: "read" | "remove", id: number): unknown {
  const found = naive.find(id);
  if (found !== undefined) naive[what](found);
  if (what === "remove") return found !== undefined;
  return found === undefined ? undefined : entryOf(found.bytes);
}

const steps = fc.array(
  fc.record({
    do: fc.constantFrom("write", "write", "read", "read", "remove"),
    id: fc.nat({ max: 20 }),
    bytes: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 200, size: "max" },
);

describe.each([
  ["frequency", () => new NaiveFrequency()],
  ["recency", () => new NaiveRecency()],
] as const)("the order of eviction by %s", (eviction, naiveOf) => {
  it.each([
    [12, 1_000],
    [100, 150],
  ])("is that of a naive one, with room for %i entries and %i bytes", (maxEntries, maxBytes) => {
    const sizeOf = (value: unknown): number => value as number;
    fc.assert(
      fc.property(steps, (sequence) => {
        const layer = memory({ eviction, maxEntries, maxBytes, maxEntryBytes: 30, sizeOf });
        const naive = naiveOf();
        for (const { do: what, id, bytes } of sequence) {
          if (what !== "write") expect(layer[what](item({ id }), 0)).toEqual(done(naive, what, id));
          else {
            layer.write(item({ id }), entryOf(bytes), 0);
            writeTo(naive, id, bytes, maxEntries, maxBytes);
          }
          expect(layer.size).toMatchObject({ entries: naive.held().length, bytes: sum(naive.held()) });
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("eviction of what is used by all", () => {
  it("takes some steps at each write, not thousands at one", () => {
    const layer = memory({ maxEntries: 10_000 });
    for (let id = 0; id < 10_000; id++) layer.write(item({ id }), entryOf(id), 0);
    for (let times = 0; times < 3; times++) for (let id = 0; id < 10_000; id++) layer.read(item({ id }), 0);
    layer.write(item({ id: 10_000 }), entryOf(0), 0);
    // It looked at the hundred oldest, and gave up the last of them.
    expect(layer.peek(item({ id: 99 }), 0)).toBeUndefined();
    expect(layer.size).toMatchObject({ entries: 10_000, evictions: 1 });
  });
});

describe("ghosts", () => {
  it("are remembered once each, and only the last so many", () => {
    const ghosts = new Ghosts();
    expect(ghosts.take("a")).toBe(false);
    for (const id of ["a", "b", "c"]) ghosts.add(id, 2);
    expect(ghosts.take("a")).toBe(false);
    expect([ghosts.take("b"), ghosts.take("b")]).toEqual([true, false]);
    expect(ghosts.take("c")).toBe(true);
  });

  it("are mostly still known when there are as many as are to be remembered", () => {
    const ghosts = new Ghosts();
    const ids = Array.from({ length: 1_000 }, (_, id) => item({ id }).id);
    for (const id of ids) ghosts.add(id, 1_000);
    expect(ids.filter((id) => ghosts.take(id)).length).toBeGreaterThan(700);
    expect(ids.filter((id) => ghosts.take(id)).length).toBe(0);
  });
});
