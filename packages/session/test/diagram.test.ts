import { readFileSync } from "node:fs";
import {
  decide,
  type Effect,
  ended,
  lost,
  type Sending,
  type SessionMode,
  type SessionState,
  settled,
  start,
} from "fairlead-session";
import { expect, test } from "vitest";
import { BLPOP, EXEC, GET, GROUP, QUIT, RESET, SUBSCRIBE, UNSUBSCRIBE, WATCH } from "./effects.ts";

/** Every kind of state; one that is missing or too many does not compile. */
const KINDS: Record<SessionState["kind"], true> = {
  free: true,
  pinned: true,
  releasing: true,
  broken: true,
  closed: true,
};
const MODES: readonly SessionMode[] = ["per-command", "stateful", "hybrid"];
const EFFECTS: readonly Effect[] = [GET, BLPOP, WATCH, EXEC, SUBSCRIBE, UNSUBSCRIBE, RESET, GROUP, QUIT];
const MOST_IN_FLIGHT = 3;

/** A state, and the actions whose replies are awaited in it, in order. */
interface Position {
  readonly state: SessionState;
  readonly sent: readonly Sending[];
}

function successors({ state, sent }: Position): Position[] {
  const after: Position[] = [{ state: lost(state).state, sent: sent.filter(({ kind }) => kind === "share") }];
  for (const hold of ["group", "subscription"]) after.push({ state: ended(state, [hold]).state, sent });
  const [oldest, ...rest] = sent;
  if (oldest !== undefined) {
    after.push({ state: settled(state, oldest, "accepted").state, sent: rest });
    after.push({ state: settled(state, oldest, "refused").state, sent: rest });
  }
  for (const effect of sent.length < MOST_IN_FLIGHT ? EFFECTS : []) {
    const { action, state: next } = decide(state, effect);
    const sending = action.kind === "share" || "change" in action;
    after.push({ state: next, sent: sending ? [...sent, action] : sent });
  }
  return after;
}

/** The arrows between kinds of state that any session can take. */
function arrowsOf(mode: SessionMode): Set<string> {
  const arrows = new Set<string>();
  const seen = new Set<string>();
  const open: Position[] = [{ state: start(mode), sent: [] }];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const to of successors(from)) {
      if (to.state.kind !== from.state.kind) arrows.add(`${from.state.kind} --> ${to.state.kind}`);
      const name = JSON.stringify(to, (_, value) => (value instanceof Map ? [...value].sort() : value));
      if (!seen.has(name)) open.push(to);
      seen.add(name);
    }
  }
  return arrows;
}

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const drawn = [...readme.matchAll(/^ *(\w+) --> (\w+)/gm)];

test("the diagram in the README has the states of the union", () => {
  const names = new Set(drawn.flatMap(([, from, to]) => [from, to]));
  expect([...names].sort()).toEqual(Object.keys(KINDS).sort());
});

test("the diagram in the README has every transition that can happen, and no other", () => {
  const possible = new Set(MODES.flatMap((mode) => [...arrowsOf(mode)]));
  expect(drawn.map(([, from, to]) => `${from} --> ${to}`).sort()).toEqual([...possible].sort());
});
