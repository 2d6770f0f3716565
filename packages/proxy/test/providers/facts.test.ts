import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Facts } from "../../src/providers/facts.ts";
import { parseFacts, readFacts, writeFacts } from "../../src/providers/facts-file.ts";

const LIFE_MS = 1_000;
const NAMES = ["a", "b ü"];
const IDS = ["<1@x>", "<2@x>", "<3@x>"];

const fact = fc.record({
  kind: fc.constantFrom("add" as const, "clear" as const),
  id: fc.constantFrom(...IDS),
  name: fc.constantFrom(...NAMES),
  after: fc.integer({ min: 0, max: 700 }),
});

/** When each fact was added last, unless it was cleared since. */
class Ledger {
  readonly since = new Map<string, number>();

  note(kind: string, fact: string, now: number): void {
    if (kind === "add") this.since.set(fact, now);
    else this.since.delete(fact);
  }

  age(fact: string, now: number): number {
    return now - (this.since.get(fact) ?? Number.NEGATIVE_INFINITY);
  }
}

const PAIRS = IDS.flatMap((id) => NAMES.map((name) => ({ id, name })));

describe("what is remembered", () => {
  it("is for at least half of its life, never longer than that, and never of who has it", () => {
    fc.assert(
      fc.property(fc.array(fact), (all) => {
        const facts = new Facts({ lifeMs: LIFE_MS, maxArticles: 1_000 }, 0);
        const ledger = new Ledger();
        let now = 0;
        for (const step of all) {
          now += step.after;
          facts[step.kind](step.id, step.name, now);
          ledger.note(step.kind, `${step.id} ${step.name}`, now);
          for (const { id, name } of PAIRS) {
            const age = ledger.age(`${id} ${name}`, now);
            const isKept = facts.about(id, now)(name);
            // In between, either will do.
            expect(isKept ? age <= LIFE_MS : age >= LIFE_MS / 2).toBe(true);
          }
        }
      }),
    );
  });

  it("is of no more articles than allowed, the newest among them", () => {
    const facts = new Facts({ lifeMs: LIFE_MS, maxArticles: 10 }, 0);
    for (let n = 0; n < 100; n++) {
      facts.add(`<${n}@x>`, "a", 0);
      expect(facts.size).toBeLessThanOrEqual(10);
      expect(facts.about(`<${n}@x>`, 0)("a")).toBe(true);
      if (n > 5) expect(facts.about(`<${n - 4}@x>`, 0)("a")).toBe(true);
    }
  });

  it("is nothing of more providers than it has room for", () => {
    const facts = new Facts({ lifeMs: LIFE_MS, maxArticles: 10 }, 0);
    for (let n = 0; n < 40; n++) facts.add("<1@x>", `p${n}`, 0);
    const isMissing = facts.about("<1@x>", 0);
    expect(Array.from({ length: 40 }, (_, n) => isMissing(`p${n}`)).filter(Boolean).length).toBe(31);
    expect([isMissing("p0"), isMissing("p30"), isMissing("p31")]).toEqual([true, true, false]);
  });

  it("is forgotten when the clock goes back", () => {
    const facts = new Facts({ lifeMs: LIFE_MS, maxArticles: 10 }, 5_000);
    facts.add("<1@x>", "a", 5_000);
    expect(facts.about("<1@x>", 1_000)("a")).toBe(false);
  });
});

describe("a file of facts", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "facts-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const fresh = () => new Facts({ lifeMs: LIFE_MS, maxArticles: 100_000 }, 0);

  it("has all that was kept, by name", async () => {
    const facts = fresh();
    for (let n = 0; n < 5_000; n++) facts.add(`<${n}@x>`, NAMES[n % 2] ?? "", n < 100 ? 0 : 600);
    const file = join(folder, "all");
    await writeFacts(file, facts);
    expect(facts.isChanged).toBe(false);
    expect((await readdir(folder)).filter((name) => name.startsWith("all"))).toEqual(["all"]);
    const other = fresh();
    other.add("<0@x>", "another", 0);
    const kept = await readFacts(file);
    if (kept === undefined) throw new Error("nothing was kept");
    other.restore(kept, 700);
    expect(other.size).toBe(5_000);
    for (const n of [0, 1, 99, 100, 4_999]) {
      const isMissing = other.about(`<${n}@x>`, 700);
      expect(NAMES.map(isMissing)).toEqual(NAMES.map((_, at) => at === n % 2));
    }
    expect(other.about("<0@x>", 1_100)("a")).toBe(false);
    expect(other.about("<100@x>", 1_100)("a")).toBe(true);
  });

  it("that is not there is none", async () => {
    expect(await readFacts(join(folder, "nowhere"))).toBeUndefined();
  });

  it("is refused when it is cut off anywhere, or something else", async () => {
    const facts = fresh();
    facts.add("<1@x>", "a", 0);
    const file = join(folder, "cut");
    await writeFacts(file, facts);
    const text = await readFile(file, "latin1");
    for (let at = 0; at < text.length; at++) expect(() => parseFacts(text.slice(0, at))).toThrow();
    for (const other of ["", "{}", text.replace("facts 1", "facts 2"), text.replace("1 <1@x>", "x <1@x>")]) {
      await writeFile(file, other);
      await expect(readFacts(file)).rejects.toThrow();
    }
  });
});
