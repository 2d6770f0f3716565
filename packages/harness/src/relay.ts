import { Socket } from "node:net";
import type { Faults } from "./faults.ts";
import { Flow } from "./flow.ts";
import { goneOf, reset } from "./reset.ts";

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

/** Resets `other` when `socket` has failed; its orderly end travels among the bytes. */
async function follow(socket: Socket, other: Socket, faults: Faults): Promise<void> {
  const failed = await goneOf(socket);
  if (failed) void faults.flowing.then(() => reset(other));
}
