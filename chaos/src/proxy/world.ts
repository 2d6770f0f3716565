import type { Random } from "../random.ts";
import type { Entry } from "./model/holding.ts";
import { fateOf, kindOf } from "./wire/fate.ts";
import type { Endpoint } from "./wire/line.ts";

/** Something that must not be, with what went before it. */
export interface Violation {
  readonly session: string;
  readonly text: string;
  /** The last requests and replies of the session, one a line. */
  readonly trace: string;
}

/** A time in which the servers may lose what they have acknowledged. */
export interface Loss {
  readonly shard: number;
  readonly fromMs: number;
  toMs: number;
}

/** More are counted, not kept. */
const MOST_KEPT = 200;

/** What all sessions of a load have in common: where they connect to, what may go wrong, and what did. */
export class World {
  /** Of connections from now on. */
  endpoint: Endpoint;
  readonly random: Random;
  readonly violations: Violation[] = [];
  violationCount = 0;
  /** By their texts, without what differs from one to the next. */
  readonly errors: Map<string, number> = new Map();
  /** How many there were while nothing was broken. */
  calmErrors = 0;
  readonly losses: Loss[] = [];
  /** Keys whose last acknowledged writes the servers lost. */
  lostByServers = 0;
  /** Commands sent. */
  operations = 0;
  /** Transactions that came to nothing although no watched key had changed: their watch was lost. */
  watchesLost = 0;
  /** Nothing is broken: no command should fail. */
  isCalm = true;
  /** While the proxy says goodbye it may end sessions. */
  isDraining = false;

  constructor(endpoint: Endpoint, random: Random) {
    this.endpoint = endpoint;
    this.random = random;
  }

  violation(session: string, text: string, trace: string): void {
    this.violationCount++;
    if (this.violations.length < MOST_KEPT) this.violations.push({ session, text, trace });
  }

  /** Counts an error, and says what became of its command. */
  fate(text: string): ReturnType<typeof fateOf> {
    const kind = kindOf(text);
    this.errors.set(kind, (this.errors.get(kind) ?? 0) + 1);
    // Whoever waits for others can't be waited for.
    const isGoodbye = this.isDraining && text.startsWith("UNBLOCKED ");
    if (this.isCalm && !isGoodbye) this.calmErrors++;
    return fateOf(text);
  }

  /** Whether the servers themselves may have lost the last write to a key. */
  mayHaveLost({ place, ackedAtMs }: Entry): boolean {
    return this.losses.some(
      ({ shard, fromMs, toMs }) => shard === place.shard && ackedAtMs >= fromMs && ackedAtMs <= toMs,
    );
  }
}
