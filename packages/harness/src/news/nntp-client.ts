import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Address } from "../address.ts";
import { type Article, asBlock } from "./articles.ts";
import { blockEnd, unstuff } from "./dots.ts";
import type { NewsLogin } from "./login.ts";

const TIMEOUT_MS = 10_000;

/** A news client as small as can be, for the harness itself: one command at a time, over plain TCP. */
export class NntpClient implements AsyncDisposable {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #wake = () => {};

  /**
   * Connects, reads the greeting and says MODE READER, and who we are if need be.
   * @throws {Error} when the server isn't there, or answers anything but success.
   */
  static async open({ host, port }: Address, login?: NewsLogin): Promise<NntpClient> {
    const client = new NntpClient(connect(port, host));
    try {
      await once(client.#socket, "connect");
      await client.#line(/^20[01]/);
      if (login !== undefined) {
        await client.command(`AUTHINFO USER ${login.user}`, /^381/);
        await client.command(`AUTHINFO PASS ${login.password}`, /^281/);
      }
      await client.command("MODE READER", /^20[01]/);
      return client;
    } catch (error) {
      await client[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** {@link open}, and closed again when `work` is done. */
  static async use<T>(
    address: Address,
    login: NewsLogin | undefined,
    work: (client: NntpClient) => Promise<T>,
  ): Promise<T> {
    const client = await NntpClient.open(address, login);
    try {
      return await work(client);
    } finally {
      await client[Symbol.asyncDispose]();
    }
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("the news server was silent for 10 s")));
    socket.on("error", () => this.#wake());
    socket.on("close", () => this.#wake());
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
  }

  /** Sends a line, and gives the first line of the reply, which must match `expected`. */
  async command(line: string, expected: RegExp = /^/): Promise<string> {
    this.#socket.write(`${line}\r\n`);
    return this.#line(expected);
  }

  /** Sends a line whose reply has a data block, and gives that, its dots no longer stuffed. */
  async block(line: string, expected: RegExp): Promise<Buffer> {
    await this.command(line, expected);
    return unstuff(await this.#until(blockEnd));
  }

  /** Sends a data block, and gives the reply to it. */
  async send(block: Buffer, expected: RegExp): Promise<string> {
    this.#socket.write(block);
    return this.#line(expected);
  }

  /** @throws {Error} with the server's words, when it refuses the article. */
  async post(article: Pick<Article, "bytes">): Promise<void> {
    await this.command("POST", /^340/);
    await this.send(asBlock(article), /^240/);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.closed) return;
    this.#socket.destroySoon();
    if (!this.#socket.closed) await new Promise((resolve) => this.#socket.once("close", resolve));
  }

  async #line(expected: RegExp): Promise<string> {
    const line = String(await this.#until((received) => received.indexOf("\n") + 1 || -1)).trimEnd();
    if (!expected.test(line)) throw new Error(`the news server says: ${line}`);
    return line;
  }

  async #until(endOf: (received: Buffer) => number): Promise<Buffer> {
    for (;;) {
      const end = endOf(this.#received);
      if (end !== -1) {
        const taken = this.#received.subarray(0, end);
        this.#received = this.#received.subarray(end);
        return taken;
      }
      if (this.#socket.destroyed) throw this.#socket.errored ?? new Error("the news server hung up");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
