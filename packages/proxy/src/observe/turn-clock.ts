/** What runs something at the end of the present turn of the event loop. */
interface Turns {
  add(target: { flush(): void }): void;
}

/** A clock that is looked at once in each turn of the event loop in which somebody asks for it. */
export class TurnClock {
  private readonly turns: Turns;
  private micros = 0;
  private fresh = false;

  constructor(turns: Turns) {
    this.turns = turns;
  }

  /** Microseconds, as a 32-bit integer that wraps round: `(later - earlier) >>> 0` is right for up to 71 minutes. */
  read(): number {
    if (!this.fresh) {
      this.fresh = true;
      this.micros = (performance.now() * 1000) | 0;
      this.turns.add(this);
    }
    return this.micros;
  }

  flush(): void {
    this.fresh = false;
  }
}
