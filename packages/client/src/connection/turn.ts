import type { Runtime } from "../runtime.ts";

/** Something with bytes to write at the end of the turn. */
export interface Flushable {
  flush(): void;
}

/**
 * One turn of the event loop, shared by all connections of a client: what is sent in it leaves in one write for
 * each connection, at its end.
 *
 * While nothing is in flight the turn ends with the current tick, for the least delay. Otherwise it ends after the
 * poll phase, so that the continuations of replies from several sockets are written together.
 */
export class Turn {
  /** The clock as of this turn: one look for all calls of a turn. */
  now: number;
  /** Calls written and not answered, over all connections. */
  inFlight = 0;
  private readonly runtime: Runtime;
  private readonly dirty: Flushable[] = [];
  private scheduled = false;
  private readonly run = (): void => this.end();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.now = runtime.now();
  }

  /** Starts a turn if none is open; after it `now` is right. */
  open(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.now = this.runtime.now();
    if (this.inFlight === 0) process.nextTick(this.run);
    else setImmediate(this.run);
  }

  /** Has `target` flushed at the end of this turn. To be asked once for each target and turn. */
  add(target: Flushable): void {
    this.open();
    this.dirty.push(target);
  }

  private end(): void {
    this.scheduled = false;
    const dirty = this.dirty.splice(0);
    for (const target of dirty) target.flush();
  }
}
