import type { Call } from "fairlead/internal";
import { errorBytes } from "./error-text.ts";
import { nullArray } from "./wire.ts";

/** Why a blocking command ends before its time. */
class Unblocked extends Error {
  readonly withError: boolean;

  constructor(withError: boolean) {
    super("UNBLOCKED client unblocked via CLIENT UNBLOCK");
    this.withError = withError;
  }
}

/** The command of a session whose reply a server may hold back. */
export class Blocked {
  private call: Call | undefined = undefined;
  private readonly cancel: (call: Call, reason: Error) => boolean;

  /** `cancel`: asks the server to let go; `false` if it knows nothing of the call. */
  constructor(cancel: (call: Call, reason: Error) => boolean) {
    this.cancel = cancel;
  }

  get any(): boolean {
    return this.call !== undefined && this.call.phase < 2;
  }

  add(call: Call): void {
    call.blocking = true;
    this.call = call;
  }

  end(withError: boolean): boolean {
    const { call } = this;
    const reason = new Unblocked(withError);
    if (call === undefined || call.phase > 1) return false;
    if (this.cancel(call, reason)) return true;
    const waits = call.phase === 0;
    if (waits) call.reject(reason);
    return waits;
  }

  /** The session is over: one that is not at a server yet must not get there. */
  close(): void {
    const { call } = this;
    const gone = new Unblocked(true);
    if (call !== undefined && !this.cancel(call, gone)) call.reject(gone);
  }

  /** The reply to a command that ended so; undefined if that is not why it ended. */
  replyTo(error: Error, protocol: 2 | 3): Buffer | undefined {
    if (!(error instanceof Unblocked)) return undefined;
    return error.withError ? errorBytes(error.message) : nullArray(protocol);
  }
}
