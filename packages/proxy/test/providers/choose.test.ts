import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Candidate, choose, leastLoaded, WeightedTurns } from "../../src/providers/choose.ts";

const candidate: fc.Arbitrary<Candidate> = fc.record({
  tier: fc.integer({ min: 0, max: 2 }),
  load: fc.constantFrom(0, 0.5, 1, 2),
  requests: fc.nat(3),
  able: fc.boolean(),
  down: fc.constantFrom("no", "at-need", "briefly", "longer"),
  missing: fc.boolean(),
  tried: fc.constantFrom("no", "missed", "unable", "failed"),
});

const candidates = fc.array(candidate, { maxLength: 6 });

const isUntried = ({ able, missing, tried }: Candidate) => able && !missing && tried === "no";
const canBeAsked = (one: Candidate) => one.down === "no" && isUntried(one);
const canBeAskedAtNeed = (one: Candidate) => one.down === "at-need" && isUntried(one);
const isWorthWaiting = (one: Candidate) => one.down === "briefly" && isUntried(one);

describe("who is asked next", () => {
  it("is one that can be asked, of the lowest tier that has such a one; of those that failed one only at need", () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const choice = choose(all, leastLoaded);
        const isFit = all.some(canBeAsked) ? canBeAsked : canBeAskedAtNeed;
        expect(choice.kind === "ask").toBe(all.some(isFit));
        if (choice.kind !== "ask") return;
        expect(isFit(choice.candidate)).toBe(true);
        const better = all.filter(
          (other) =>
            isFit(other) &&
            (other.tier < choice.candidate.tier ||
              (other.tier === choice.candidate.tier && other.load < choice.candidate.load)),
        );
        expect(better).toEqual([]);
      }),
    );
  });

  it("is waited for if nobody else is left, and it may be well again in a moment", () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const choice = choose(all, leastLoaded);
        const isAsked = all.some(canBeAsked) || all.some(canBeAskedAtNeed);
        expect(choice.kind === "wait").toBe(!isAsked && all.some(isWorthWaiting));
        if (choice.kind === "wait") expect(isWorthWaiting(choice.candidate)).toBe(true);
      }),
    );
  });

  it("is nobody for the right reason", () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const { kind } = choose(all, leastLoaded);
        fc.pre(kind !== "ask" && kind !== "wait");
        const able = all.filter((one) => one.able);
        const unknown = able.filter(
          (one) => !one.missing && one.tried !== "missed" && one.tried !== "unable",
        );
        const missing = able.filter((one) => one.missing || one.tried === "missed");
        expect(kind).toBe(unknown.length > 0 ? "unreachable" : missing.length > 0 ? "missing" : "unable");
      }),
    );
  });

  it("comes to an end with an answer whatever becomes of those that are asked", () => {
    fc.assert(
      fc.property(candidates, fc.func(fc.constantFrom("missed", "unable", "failed")), (all, outcome) => {
        const left = [...all];
        for (let steps = 0; ; steps++) {
          const choice = choose(left, leastLoaded);
          if (choice.kind !== "ask" && choice.kind !== "wait") break;
          expect(steps).toBeLessThan(2 * all.length);
          const at = left.indexOf(choice.candidate);
          left[at] =
            choice.kind === "wait"
              ? { ...choice.candidate, down: "no" }
              : { ...choice.candidate, tried: outcome(at) as Candidate["tried"] };
        }
        // Everybody who could have had it was asked.
        expect(left.filter((one) => canBeAsked(one) || canBeAskedAtNeed(one))).toEqual([]);
      }),
    );
  });
});

describe("turns by weight", () => {
  it("are as many as the weights say, over each whole round", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 3 }), (all, rounds) => {
        const entries = all.map((weight, n) => ({ ...UP, name: `p${n}`, weight }));
        const turns = new WeightedTurns<(typeof entries)[number]>();
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const counts = new Map<string, number>();
        for (let turn = 0; turn < total * rounds; turn++) {
          const { name } = turns.next(entries);
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        expect(entries.map(({ name }) => counts.get(name))).toEqual(all.map((weight) => weight * rounds));
      }),
    );
  });

  it("are spread", () => {
    const turns = new WeightedTurns<Candidate & { name: string; weight: number }>();
    const entries = [
      { ...UP, name: "a", weight: 4 },
      { ...UP, name: "b", weight: 2 },
    ];
    expect(Array.from({ length: 6 }, () => turns.next(entries).name).join("")).toBe("abaaba");
  });
});

const UP: Candidate = { tier: 0, load: 0, requests: 0, able: true, down: "no", missing: false, tried: "no" };
