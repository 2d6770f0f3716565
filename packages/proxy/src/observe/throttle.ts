const SECOND_MS = 1_000;

/** Lets so much of each kind through in a second, and counts the rest. */
export class Throttle {
  private readonly most: number;
  private readonly kinds = new Map<string, { since: number; passed: number; held: number }>();

  /** `most`: how many of a kind in one second. */
  constructor(most: number) {
    this.most = most;
  }

  /** Whether one more of a kind may pass. */
  admits(kind: string, nowMs: number): boolean {
    let entry = this.kinds.get(kind);
    if (entry === undefined) {
      entry = { since: nowMs, passed: 0, held: 0 };
      this.kinds.set(kind, entry);
    } else if (nowMs - entry.since >= SECOND_MS) {
      entry.since = nowMs;
      entry.passed = 0;
    }
    if (entry.passed < this.most) {
      entry.passed++;
      return true;
    }
    entry.held++;
    return false;
  }

  /** How many of each kind were held back since this was last asked. */
  takeHeld(): ReadonlyMap<string, number> {
    const held = new Map<string, number>();
    for (const [kind, entry] of this.kinds) {
      if (entry.held > 0) held.set(kind, entry.held);
      entry.held = 0;
    }
    return held;
  }
}
