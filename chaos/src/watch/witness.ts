import { connect, type Socket } from "node:net";
import { NEVER, type Runs, type ServerRecord } from "../history/server-record.ts";
import { parseMonitorLine } from "./monitor-line.ts";

export interface WitnessOptions {
  /** What the record is to call the server. */
  readonly server: string;
  readonly host: string;
  readonly port: number;
  /** Whether a `host:port` is one of the servers', so that commands from there are replication. */
  readonly isServer: (address: string) => boolean;
}

/**
 * Listens to everything one server runs, by a `MONITOR` connection of its own. A server writes to its monitors in
 * the turn in which it answers its clients. So what was acknowledged was also witnessed, even if it is killed, but
 * for the microseconds between these two writes.
 */
export class Witness {
  readonly #options: WitnessOptions;
  readonly #socket: Socket;
  readonly #runs = new Map<string, Runs>();
  readonly #listening: Promise<void>;
  #rest = "";
  #over = false;

  constructor(options: WitnessOptions) {
    this.#options = options;
    this.#socket = connect({ host: options.host, port: options.port, noDelay: true });
    this.#socket.setEncoding("latin1");
    this.#listening = new Promise((resolve, reject) => {
      this.#socket.once("data", () => resolve());
      this.#socket.once("error", reject);
    });
    this.#listening.catch(() => {}); // told to whoever waits for it
    this.#socket.on("data", (text: string) => this.#read(text));
    this.#socket.on("close", () => {
      this.#over = true;
    });
    this.#socket.on("error", () => {});
    this.#socket.write("MONITOR\r\n");
  }

  /** Resolves when nothing more escapes it. */
  get listening(): Promise<void> {
    return this.#listening;
  }

  /** Whether the server or somebody else ended the connection. */
  get isOver(): boolean {
    return this.#over;
  }

  /** What was run so far. */
  get record(): ServerRecord {
    return { server: this.#options.server, runs: this.#runs };
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\r\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#count(line);
  }

  #count(line: string): void {
    const execution = parseMonitorLine(line);
    if (execution === undefined) return;
    const isReplicated = this.#options.isServer(execution.sender);
    for (const mark of execution.marks) {
      const { forClients, replicated } = this.#runs.get(mark) ?? NEVER;
      const runs = isReplicated
        ? { forClients, replicated: replicated + 1 }
        : { forClients: forClients + 1, replicated };
      this.#runs.set(mark, runs);
    }
  }
}
