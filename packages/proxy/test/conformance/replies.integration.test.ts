import { type ServerKind, tryServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REASONS } from "./differences.ts";
import { ReplyBench } from "./reply-bench.ts";
import { FEWER_MANNERS, MANNERS } from "./runner.ts";
import { type Difference, KINDS, PLACES, type Place, readScripts, type Script, type Step } from "./script.ts";

const ALL = readScripts();

for (const kind of KINDS) {
  const found = await tryServer(kind);
  if (found.server === undefined) console.warn(`skipped for ${kind}: ${found.reason}`);
  describe.skipIf(found.server === undefined)(`replies through the proxy and of ${kind} itself`, () => {
    const scripts = ALL.filter(({ kinds }) => kinds.includes(kind));
    const groups = new Set(scripts.map(({ group }) => group));
    const differing = new Differing();
    let bench: ReplyBench;

    beforeAll(async () => {
      bench = await ReplyBench.start(kind);
    });
    afterAll(() => bench.close());

    it.each([...groups])("are the same for %s, but for what differs by design", async (group) => {
      const unlike: string[] = [];
      for (const script of scripts.filter((each) => each.group === group)) {
        unlike.push(...(await unlikeIn(script, kind, bench, differing)));
      }
      expect(unlike.join("\n")).toBe("");
    });

    it("differ wherever that is said to be by design", () => {
      const said = scripts.flatMap(({ title, steps }) =>
        steps.flatMap((step) => step.differs.map((difference) => ({ title, step, difference }))),
      );
      const alike = said.flatMap(({ title, step, difference }) =>
        PLACES.filter((place) => difference.always && isMeant(difference, kind, place))
          .filter((place) => !differing.has(step, place))
          .map((place) => `${place}: ${title}: ${step.text}`),
      );
      expect(alike).toEqual([]);
      for (const [name, reason] of Object.entries(REASONS)) {
        console.info(
          `${said.filter(({ difference }) => difference.reason === name).length} lines: ${reason}`,
        );
      }
    });
  });
}

/** Lines of which a reply has been seen to differ. */
class Differing {
  private readonly places = new Map<Step, Set<Place>>();

  add(step: Step, place: Place): void {
    this.places.set(step, (this.places.get(step) ?? new Set()).add(place));
  }

  has(step: Step, place: Place): boolean {
    return this.places.get(step)?.has(place) === true;
  }
}

/** What differs, and not by design. */
async function unlikeIn(
  script: Script,
  kind: ServerKind,
  bench: ReplyBench,
  differing: Differing,
): Promise<string[]> {
  const unlike: string[] = [];
  for (const manner of kind === "redis" ? MANNERS : FEWER_MANNERS) {
    for (const { step, place, text, isRedirect } of await bench.differencesOf(script, manner)) {
      if (step !== undefined) differing.add(step, place);
      const isByDesign = step?.differs.some((each) => isMeant(each, kind, place)) === true;
      if (!isByDesign || isRedirect) unlike.push(`${script.title}: ${text}`);
    }
  }
  return unlike;
}

function isMeant({ kinds, places }: Difference, kind: ServerKind, place: Place): boolean {
  return kinds.includes(kind) && places.includes(place);
}
