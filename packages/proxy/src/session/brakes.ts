import type { ClientSocket } from "./client-socket.ts";

/** Replies of a server that can be held up. */
export interface Flow {
  /** Whether replies to others wait behind. */
  readonly shared: boolean;
  pause(): void;
  resume(): void;
}

/** Holds up who is too fast for a session: its client, and the servers that reply to it. */
export class Brakes {
  /** The client's bytes have to wait for something of the protocol's. */
  held = false;
  private paused = false;
  private readonly socket: ClientSocket;
  private readonly servers = new Set<Flow>();

  constructor(socket: ClientSocket) {
    this.socket = socket;
  }

  /** Whether the client is not read at present. */
  get on(): boolean {
    return this.paused;
  }

  /** Reads the client, unless there is `tooMuch` of it already. */
  read(tooMuch: boolean): void {
    const pause = tooMuch || this.held;
    if (pause === this.paused) return;
    this.paused = pause;
    if (pause) this.socket.pause();
    else this.socket.resume();
  }

  holdUp(server: Flow): void {
    server.pause();
    this.servers.add(server);
  }

  /** Goes on with all servers that were held up. */
  letGo(): void {
    if (this.servers.size === 0) return;
    for (const server of this.servers) server.resume();
    this.servers.clear();
  }
}
