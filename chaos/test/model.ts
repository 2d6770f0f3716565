import * as fc from "fast-check";
import type { Evidence, Final } from "../src/history/judge.ts";
import type { Operation, Outcome } from "../src/history/operation.ts";
import type { Runs } from "../src/history/server-record.ts";
import { formatToken } from "../src/history/token.ts";

/** What happens to a call on its way: `late` runs after its caller has given up. */
type Way = "answered" | "ranUnanswered" | "late" | "neverRan" | "unsent" | "refused";

interface Step {
  readonly worker: number;
  readonly kind: "set" | "get" | "incr" | "push";
  readonly way: Way;
  readonly pauseMs: number;
  readonly thereMs: number;
  readonly backMs: number;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** The primary dies at `atMs`; its successor has what ran up to `lagMs` before. */
  readonly failover: { readonly atMs: number; readonly lagMs: number } | undefined;
}

const ways: fc.Arbitrary<Way> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Way>("answered") },
  { weight: 1, arbitrary: fc.constantFrom<Way>("ranUnanswered", "late", "neverRan", "unsent", "refused") },
);

const duration = fc.integer({ min: 1, max: 20 });

const step: fc.Arbitrary<Step> = fc.record({
  worker: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom("set", "get", "incr", "push"),
  way: ways,
  pauseMs: duration,
  thereMs: duration,
  backMs: duration,
});

const steps = fc.array(step, { maxLength: 120 });

/** Loads on a server that does all right, and stays. */
export const calmPlans: fc.Arbitrary<Plan> = fc.record({ steps, failover: fc.constant(undefined) });

/** Loads on a server that does all right, and may be succeeded by a replica that lags. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  steps,
  failover: fc.option(
    fc.record({ atMs: fc.integer({ min: 0, max: 800 }), lagMs: fc.integer({ min: 0, max: 40 }) }),
    { nil: undefined },
  ),
});

/** A call that was, with the instant it took effect, if it did. */
interface Event {
  readonly step: Step;
  readonly token: string;
  readonly startMs: number;
  readonly effectMs: number;
  readonly endMs: number;
}

export const BASE = 5_000_000;

/** Plays a plan, and also says how many acknowledged token writes the servers lost. */
export function play(plan: Plan): { evidence: Evidence; lostTokens: number } {
  const events = schedule(plan.steps);
  const diedMs = plan.failover?.atMs ?? Number.POSITIVE_INFINITY;
  const keptMs = diedMs - (plan.failover?.lagMs ?? 0);
  const old = new Server();
  const successor = new Server();
  const replies = new Map<Event, unknown>();
  const ran = events
    .filter(({ step }) => !["neverRan", "unsent", "refused"].includes(step.way))
    .sort((a, b) => a.effectMs - b.effectMs);
  for (const event of ran) {
    if (event.effectMs <= diedMs) replies.set(event, old.run(event, "forClients"));
    if (event.effectMs <= keptMs) successor.run(event, "replicated");
    if (event.effectMs > diedMs) replies.set(event, successor.run(event, "forClients"));
  }
  const last = plan.failover === undefined ? old : successor;
  const lost = ran.filter(
    ({ effectMs, step }) => effectMs > keptMs && effectMs <= diedMs && step.way === "answered",
  );
  const evidence: Evidence = {
    operations: events.map((event) => operationOf(event, replies.get(event))),
    records: [
      { server: "old", runs: old.runs },
      { server: "successor", runs: successor.runs },
    ],
    failovers: plan.failover === undefined ? [] : [{ from: "old", to: "successor" }],
    finals: last.finals(),
    bases: new Map([["counter", BASE]]),
    channels: [],
  };
  return { evidence, lostTokens: lost.filter(({ step }) => ["set", "push"].includes(step.kind)).length };
}

function schedule(steps: readonly Step[]): Event[] {
  const clocks = [0, 0, 0, 0];
  return steps.map((step, sequence) => {
    const startMs = clocks[step.worker]! + step.pauseMs;
    const endMs = startMs + step.thereMs + step.backMs;
    clocks[step.worker] = endMs;
    const effectMs = step.way === "late" ? endMs + step.pauseMs : startMs + step.thereMs;
    // Effects at one instant would leave their order open.
    const token = formatToken({ key: keyOf(step), writer: `w${step.worker}`, sequence });
    return { step, token, startMs, effectMs: effectMs + sequence / 1_000, endMs: endMs + 0.5 };
  });
}

class Server {
  readonly runs = new Map<string, Runs>();
  #register: string | null = null;
  #count = BASE;
  readonly #list: string[] = [];

  run({ step, token }: Event, origin: keyof Runs): unknown {
    const marks = { get: [], set: [token], incr: ["counter"], push: [token, "list"] }[step.kind];
    for (const mark of marks) {
      const runs = this.runs.get(mark) ?? { forClients: 0, replicated: 0 };
      this.runs.set(mark, { ...runs, [origin]: runs[origin] + 1 });
    }
    switch (step.kind) {
      case "get":
        return this.#register;
      case "set":
        this.#register = token;
        return "OK";
      case "incr":
        return ++this.#count;
      case "push":
        return this.#list.push(token);
    }
  }

  finals(): Map<string, Final> {
    return new Map<string, Final>([
      ["register", this.#register],
      ["counter", String(this.#count)],
      ["list", this.#list],
    ]);
  }
}

function keyOf({ kind }: Step): string {
  return { set: "register", get: "register", incr: "counter", push: "list" }[kind];
}

function operationOf({ step, token, startMs, endMs }: Event, reply: unknown): Operation {
  const call = {
    worker: `w${step.worker}`,
    shard: 0,
    key: keyOf(step),
    startMs,
    endMs,
    outcome: outcomeOf(step.way, reply),
  };
  if (step.kind === "get" || step.kind === "incr") return { ...call, kind: step.kind };
  return { ...call, kind: step.kind, token, idempotent: false };
}

function outcomeOf(way: Way, reply: unknown): Outcome {
  switch (way) {
    case "answered":
      return { kind: "ok", reply };
    case "unsent":
    case "refused":
      return { kind: "failed", code: "ERR_TIMEOUT", fate: way };
    default:
      return { kind: "failed", code: "ERR_CONNECTION_LOST", fate: "unknown" };
  }
}
