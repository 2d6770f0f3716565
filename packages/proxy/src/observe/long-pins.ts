/** A session, as far as its connection of its own goes. */
export interface Pinned {
  readonly id: number;
  /** Why it has one. */
  readonly holds: readonly string[];
}

/** Holds that last as long as a client likes: nobody waits for their end. */
const PATIENT: ReadonlySet<string> = new Set(["session", "subscription", "blocked", "group"]);

/** Notices sessions that keep a connection for longer than a transaction should. */
export class LongPins {
  private readonly mostMs: number;
  private pins = new Map<number, { readonly since: number; readonly told: boolean }>();

  /** `mostMs`: from when on it is long. */
  constructor(mostMs: number) {
    this.mostMs = mostMs;
  }

  /** Looks at all sessions; gives those that have become long since the last look. */
  look<T extends Pinned>(sessions: Iterable<T>, nowMs: number): readonly T[] {
    const pins: typeof this.pins = new Map();
    const found: T[] = [];
    for (const session of sessions) {
      if (session.holds.every((hold) => PATIENT.has(hold))) continue;
      const { since, told } = this.pins.get(session.id) ?? { since: nowMs, told: false };
      const long = nowMs - since >= this.mostMs;
      if (long && !told) found.push(session);
      pins.set(session.id, { since, told: long });
    }
    this.pins = pins;
    return found;
  }
}
