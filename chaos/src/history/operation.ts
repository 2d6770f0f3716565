/** What became of one command, as its caller was told. */
export type Outcome =
  /** The reply, decoded: text, a number, or `null`. */
  | { readonly kind: "ok"; readonly reply: unknown }
  | { readonly kind: "failed"; readonly code: string; readonly fate: Fate };

/**
 * What the caller may believe of a command that failed: `unsent`, it was not run, and never will be;
 * `unknown`, it may have run or may still run, once; `refused`, the server answered with an error.
 */
export type Fate = "unsent" | "unknown" | "refused";

interface Call {
  /** Who issued it. One worker's operations never overlap. */
  readonly worker: string;
  /** Shard that owned the key when the load began; {@link EVERY_SHARD} for a call over several. */
  readonly shard: number;
  readonly key: string;
  /** Milliseconds of one monotonic clock, just before the call and just after its outcome. */
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: Outcome;
}

/** A call whose keys lie in several shards, so that its pauses say nothing about any one of them. */
export const EVERY_SHARD = -1;

/** A write whose value is a token of its own: `SET key token` or `RPUSH key token`. */
export interface TokenWrite extends Call {
  readonly kind: "set" | "push";
  readonly token: string;
  /** The caller allowed it to be run twice. */
  readonly idempotent: boolean;
}

export interface Increment extends Call {
  readonly kind: "incr";
}

export interface Read extends Call {
  readonly kind: "get";
}

/** A blocking pop: replied an element, or `null` when there was none in time. */
export interface Pop extends Call {
  readonly kind: "pop";
}

/** One line of the history: a call on one key, with its outcome. */
export type Operation = TokenWrite | Increment | Read | Pop;

/** Whether it writes a token. */
export function isTokenWrite(operation: Operation): operation is TokenWrite {
  return operation.kind === "set" || operation.kind === "push";
}

/** Whether its caller was told that it succeeded. */
export function isAcknowledged(operation: Operation): boolean {
  return operation.outcome.kind === "ok";
}

/** Whether its caller could not be told if it ran. */
export function isUnknown(operation: Operation): boolean {
  return operation.outcome.kind === "failed" && operation.outcome.fate === "unknown";
}

/** Whether its caller was told that it was not run and never will be. */
export function isDisowned(operation: Operation): boolean {
  return operation.outcome.kind === "failed" && operation.outcome.fate !== "unknown";
}

/** The operations of each key, in the order they were recorded. */
export function byKey<T extends { readonly key: string }>(operations: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const operation of operations) {
    const group = groups.get(operation.key);
    if (group === undefined) groups.set(operation.key, [operation]);
    else group.push(operation);
  }
  return groups;
}
