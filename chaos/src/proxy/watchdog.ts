import type { Session } from "./session.ts";

const LOOK_EVERY_MS = 1_000;
/** Longer than any reply may take: the proxy's own limit, and what a command blocks. */
const PATIENCE_MS = 20_000;

/** Sees to it that no session waits for ever: a reply that does not come is one that must not be missing. */
export class Watchdog implements Disposable {
  readonly #timer: NodeJS.Timeout;

  constructor(sessions: readonly Session[]) {
    this.#timer = setInterval(() => {
      for (const session of sessions) look(session);
    }, LOOK_EVERY_MS);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function look(session: Session): void {
  if (!session.isConnected || session.line.inFlight === 0) return;
  if (performance.now() - session.waitsSinceMs < PATIENCE_MS) return;
  session.violation(`no reply for ${PATIENCE_MS} ms`);
  session.line.drop(false);
}
