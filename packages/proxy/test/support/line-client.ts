import { connect, type Socket } from "node:net";
import { until } from "fairlead-harness";
import type { ListenAddress } from "../../src/config/address.ts";

/** A client that sends lines and keeps what comes. */
export class LineClient {
  readonly socket: Socket;
  received = "";
  /** Fulfils when the connection has ended. */
  readonly ended: Promise<void>;

  constructor(address: ListenAddress | undefined) {
    if (address === undefined) throw new Error("there is no such listener");
    this.socket = connect(address as { host: string; port: number });
    this.socket.setNoDelay(true);
    this.socket.on("data", (chunk: Buffer) => {
      this.received += chunk.toString();
    });
    this.socket.on("error", () => undefined);
    this.ended = new Promise((resolve) => this.socket.once("close", () => resolve()));
  }

  /** The next line, without its end. */
  async next(): Promise<string> {
    const end = (await until(() => this.received.indexOf("\r\n") + 1, {
      what: () => `a line in: ${this.received}`,
    })) as number;
    const line = this.received.slice(0, end - 1);
    this.received = this.received.slice(end + 1);
    return line;
  }

  /** Sends a line, and gives the next one. */
  say(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.next();
  }

  async close(): Promise<void> {
    this.socket.destroy();
    await this.ended;
  }
}
