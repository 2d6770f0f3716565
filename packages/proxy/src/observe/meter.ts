import { errorCode } from "./error-code.ts";

/** Durations are counted in buckets that double: number n has those below 2^n microseconds. */
const BUCKETS = 33;

/** What one listener has done since its start. Counting is an addition; whoever wants to know reads the fields. */
export class Meter {
  accepted = 0;
  /** Connections that failed before they were sessions. */
  acceptFailures = 0;
  authFailures = 0;
  slow = 0;
  /** Bytes of sessions that are over. */
  receivedBytes = 0;
  sentBytes = 0;
  /** Sessions turned away, sessions ended, and errors sent, by reason or code. */
  readonly refused: Map<string, number> = new Map();
  readonly ended: Map<string, number> = new Map();
  readonly errors: Map<string, number> = new Map();
  /** Microseconds that the commands of each kind took, all in all. */
  private readonly micros: Float64Array;
  private readonly counts: Float64Array;

  /** `kinds`: how many kinds of commands there are. */
  constructor(kinds: number) {
    this.micros = new Float64Array(kinds);
    this.counts = new Float64Array(kinds * BUCKETS);
  }

  /** A command has its reply. `micros`: how long it took, an unsigned 32-bit integer. */
  replied(kind: number, micros: number): void {
    this.counts[kind * BUCKETS + 32 - Math.clz32(micros)]! += 1;
    this.micros[kind]! += micros;
  }

  /** An error goes out, as bytes. */
  erred(reply: Buffer): void {
    add(this.errors, errorCode(reply));
  }

  /** How long the commands of a kind took; `below(n)`: how many took less than 2^n microseconds. */
  durations(kind: number): Durations {
    const counts = this.counts.subarray(kind * BUCKETS, (kind + 1) * BUCKETS);
    const below = (n: number): number => counts.subarray(0, n + 1).reduce((sum, count) => sum + count, 0);
    return { count: below(BUCKETS), seconds: this.micros[kind]! / 1e6, below };
  }
}

export interface Durations {
  readonly count: number;
  /** Sum of all. */
  readonly seconds: number;
  below(power: number): number;
}

/** One more of `what`. */
export function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
