import type { Log } from "./log.ts";
import { Throttle } from "./throttle.ts";

/** Lines of one kind in a second, at most. */
const MOST_PER_SECOND = 10;

type Level = "debug" | "info" | "warn";

/** Writes what happens to sessions into the log, and not more of it than somebody can read. */
export class Journal {
  readonly log: Log;
  private readonly throttle = new Throttle(MOST_PER_SECOND);

  constructor(log: Log) {
    this.log = log;
  }

  /** `message` names the kind: so many of each are written in a second. */
  tell(level: Level, message: string, fields: object): void {
    if (!this.log.isLevelEnabled(level)) return;
    if (this.throttle.admits(message, performance.now())) this.log[level](fields, message);
  }

  /** Says how much was left out. To be called now and then. */
  admitGaps(): void {
    for (const [message, suppressed] of this.throttle.takeHeld()) {
      this.log.warn({ suppressed }, `${message}: more of the same`);
    }
  }
}
