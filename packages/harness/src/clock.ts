interface Appointment {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes only when told to. */
export class ManualClock {
  #now: number;
  #appointments: Appointment[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  /** Milliseconds. */
  now(): number {
    return this.#now;
  }

  /** How many scheduled functions are still to run. */
  get pending(): number {
    return this.#appointments.length;
  }

  /** Runs `run` once `delayMs` have been advanced. Returns what cancels it. */
  schedule(run: () => void, delayMs: number): () => void {
    const appointment = { at: this.#now + Math.max(0, delayMs), run };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  }

  /**
   * Lets `ms` milliseconds pass, running what is due on the way: earliest first, then in order of scheduling,
   * also what is scheduled meanwhile. Each sees `now()` at the time it was due.
   */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const { at, run } = next;
      this.#appointments = this.#appointments.filter((other) => other !== next);
      this.#now = at;
      run();
    }
    this.#now = end;
  }

  #next(end: number): Appointment | undefined {
    let earliest: Appointment | undefined;
    for (const candidate of this.#appointments) {
      if (candidate.at <= end && (earliest === undefined || candidate.at < earliest.at)) earliest = candidate;
    }
    return earliest;
  }
}
