import { Socket } from "node:net";
import type { Faults } from "./faults.ts";
import { Flow } from "./flow.ts";

/** One client's connection through a wire, and the one to the server that it goes on in. */
export class Relay {
  /** Resolves when both connections are gone. */
  readonly closed: Promise<unknown>;
  readonly #client: Socket;
  readonly #server: Socket;

  /** `connect` opens the connection to the server, `cut` is called when the faults' allowance is used up. */
  constructor(client: Socket, connect: (server: Socket) => void, faults: Faults, cut: () => void) {
    const server = new Socket({ allowHalfOpen: true }).setNoDelay(true);
    this.#client = client;
    this.#server = server;
    this.closed = Promise.all([follow(client, server, faults), follow(server, client, faults)]);
    new Flow(client, server, "toServer", faults, cut);
    new Flow(server, client, "toClient", faults, cut);
    void faults.flowing.then(() => {
      if (!server.destroyed) connect(server);
    });
  }

  /**
   * Ends both connections at once: by a reset, unless bytes are on their way. What was just written may be
   * lost.
   */
  reset(): void {
    reset(this.#client);
    reset(this.#server);
  }

  /** Closes both connections once all that was written has left. */
  end(): void {
    this.#client.destroySoon();
    this.#server.destroySoon();
  }
}

/**
 * Resets `other` when `socket` has failed; its orderly end travels among the bytes. Resolves when `socket` is
 * gone.
 */
function follow(socket: Socket, other: Socket, faults: Faults): Promise<void> {
  return new Promise((resolve) => {
    const gone = (failed: boolean): void => {
      resolve();
      if (failed) void faults.flowing.then(() => reset(other));
    };
    socket.once("close", gone);
    // A reset that comes while the socket is being shut down fails, and then Node never tells that it is closed.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.syscall === "reset") gone(true);
    });
  });
}

function reset(socket: Socket): void {
  // resetAndDestroy() waits until what was written has left: for good, if nobody reads. A unix socket has no RST.
  if (socket.writableLength > 0 || socket.remotePort === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
