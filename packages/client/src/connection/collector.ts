import { type Outcome, PartialError } from "../errors.ts";
import type { Receiver } from "./call.ts";

/** What became of the parts of one call. */
export interface Collected {
  /** In the order of the parts; `null` for one that failed. */
  readonly replies: readonly unknown[];
  /** By part; `undefined` if none failed. */
  readonly failures: ReadonlyMap<number, Error> | undefined;
}

/** Collects the outcomes of several calls, and says so once when all are in: one promise serves for all of them. */
export class Collector implements Receiver, Collected {
  readonly replies: unknown[];
  failures: Map<number, Error> | undefined = undefined;
  private missing: number;
  private readonly done: (collected: Collected) => void;

  /** `parts` must be at least 1. */
  constructor(parts: number, done: (collected: Collected) => void) {
    this.replies = new Array(parts).fill(null);
    this.missing = parts;
    this.done = done;
  }

  fulfil(part: number, value: unknown): void {
    this.replies[part] = value;
    if (--this.missing === 0) this.done(this);
  }

  reject(part: number, error: Error): void {
    this.failures ??= new Map();
    this.failures.set(part, error);
    if (--this.missing === 0) this.done(this);
  }
}

/** Every part's outcome, in order. */
export function outcomesOf({ replies, failures }: Collected): Outcome[] {
  return replies.map((value, part): Outcome => {
    const reason = failures?.get(part);
    return reason === undefined ? { status: "fulfilled", value } : { status: "rejected", reason };
  });
}

/** The error that tells every part's outcome. */
export function partialError(what: string, collected: Collected): PartialError {
  return new PartialError(what, outcomesOf(collected));
}
