import { once } from "node:events";
import { createServer, type Server as Listener, type Socket } from "node:net";
import { LOOPBACK } from "../address.ts";
import { reaper, type Ward } from "../reaper.ts";
import { signal } from "../signal.ts";

/** A program that speaks with one client over its standard input and output. */
export interface InetdProgram {
  readonly path: string;
  readonly args: readonly string[];
  /** Where it runs, and where its errors go to the file `log`. */
  readonly folder: string;
}

/** Listens on a port of 127.0.0.1 and starts a program for each connection, as inetd does. */
export class Inetd {
  readonly port: number;
  readonly #program: InetdProgram;
  readonly #wards = new Set<Ward>();
  #listener: Listener | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(port: number, program: InetdProgram) {
    this.port = port;
    this.#program = program;
  }

  /** @throws {Error} `EADDRINUSE`. */
  async listen(): Promise<void> {
    const listener = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
      this.#serve(socket, listener).catch((error: unknown) => {
        if (listener === this.#listener) this.#failure ??= { error };
      });
    });
    listener.listen(this.port, LOOPBACK);
    await once(listener, "listening");
    this.#listener = listener;
  }

  /**
   * Stops listening, and ends every program at once (SIGKILL), and its connection with it.
   * @throws what kept the program from being started, if it ever could not be.
   */
  async kill(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    const wards = [...this.#wards];
    for (const { pid } of wards) signal(pid, "SIGKILL");
    await Promise.all(wards.map(({ ended }) => reaper().wait(ended)));
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  async #serve(socket: Socket, listener: Listener): Promise<void> {
    socket.on("error", () => {}); // the program is told by its end of it
    const { path, args, folder } = this.#program;
    const ward = await reaper().start(path, args, folder, socket);
    this.#wards.add(ward);
    void ward.ended.then(() => this.#wards.delete(ward));
    if (listener !== this.#listener) signal(ward.pid, "SIGKILL");
  }
}
