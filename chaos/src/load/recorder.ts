import type { Fate, Operation, Outcome } from "../history/operation.ts";

/** What one worker keeps of every operation it does. */
export interface Entry {
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: Outcome;
}

/** Times one call and keeps what became of it. Never rejects. */
export async function attempt(call: () => Promise<unknown>): Promise<Entry> {
  const startMs = performance.now();
  try {
    const reply = await call();
    return { startMs, endMs: performance.now(), outcome: { kind: "ok", reply } };
  } catch (error) {
    return { startMs, endMs: performance.now(), outcome: failure(error) };
  }
}

/** The outcome of a call that was answered. */
export function ok(reply: unknown): Outcome {
  return { kind: "ok", reply };
}

/** The outcome of one part of a call. */
export function settled(result: PromiseSettledResult<unknown>): Outcome {
  return result.status === "fulfilled" ? ok(result.value) : failure(result.reason);
}

/** How often calls failed, by `CODE/fate`, most frequent first. */
export function errorCounts(operations: readonly Operation[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { outcome } of operations) {
    if (outcome.kind === "ok") continue;
    const name = `${outcome.code}/${outcome.fate}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

interface ToldError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly delivery?: unknown;
}

/** Reads what an error tells. Only the server's own answer is sure to say that the command was not run. */
function failure(error: unknown): Outcome {
  const { name, code, delivery } = error as ToldError;
  const told = typeof code === "string" ? code : String(name);
  return { kind: "failed", code: told, fate: fateOf(delivery, name === "ReplyError") };
}

function fateOf(delivery: unknown, isReply: boolean): Fate {
  if (delivery === "unsent" || delivery === "unknown") return delivery;
  return isReply ? "refused" : "unknown";
}
