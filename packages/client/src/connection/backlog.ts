import type { Call } from "./call.ts";
import { queuedBytes } from "./queued-bytes.ts";

/** What waits behind a server that has stopped reading. */
export class Backlog {
  /** The socket has more bytes than it should: nothing is encoded until it drains. */
  blocked = false;
  private bytes = 0;
  private readonly address: string;
  private readonly maxBytes: number;

  constructor(address: string, maxBytes: number) {
    this.address = address;
    this.maxBytes = maxBytes;
  }

  /** Counts a call that has to wait; `false`, and the call knows, if it is too much. */
  admit(call: Call): boolean {
    const bytes = queuedBytes(call);
    if (this.bytes + bytes > this.maxBytes) {
      call.fail("ERR_QUEUE_FULL", this.address);
      return false;
    }
    this.bytes += bytes;
    return true;
  }

  /** `false` if nothing waited. */
  clear(): boolean {
    const { blocked } = this;
    this.blocked = false;
    this.bytes = 0;
    return blocked;
  }
}
