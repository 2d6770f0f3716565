import type { SessionMode } from "fairlead-session";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EFFECTS, QUIT } from "./effects.ts";
import type { Planned } from "./reference-server.ts";
import { SessionLoop } from "./session-loop.ts";

const MODES: readonly SessionMode[] = ["per-command", "stateful", "hybrid"];

const request: fc.Arbitrary<Planned> = fc.record({
  effect: fc.constantFrom(...EFFECTS.filter((effect) => effect !== QUIT)),
  refused: fc.integer({ min: 0, max: 3 }).map((die) => die === 0),
});

const requests = fc.array(request, { maxLength: 40 });
const choices = fc.array(fc.nat(), { maxLength: 120 });

// What is checked at each step stands in session-loop.ts.
describe.each(MODES)("a %s session", (mode) => {
  test("agrees with what the server remembers, whenever replies come and whatever is refused or lost", () => {
    fc.assert(
      fc.property(requests, choices, (planned, chosen) => {
        const loop = new SessionLoop(mode, [...planned, { effect: QUIT, refused: false }]);
        for (const choice of chosen) loop.step(choice);
        // The rest in the order that keeps the most in flight; no loss, so that it comes to an end.
        while (loop.step(30));
        expect(loop.state.kind).toBe("closed");
      }),
      { numRuns: 2_000 },
    );
  });
});
