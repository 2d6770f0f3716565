import { Bytes, type Library, type NntpConnection } from "fairlead-harness";

/** A reader of its own at a library, without a connection: says what the right reply to a line is. */
export class Oracle {
  readonly #library: Library;
  /** Stands for a connection: the library knows by it which group and article this reader is at. */
  readonly #self = {} as NntpConnection;

  constructor(library: Library) {
    this.#library = library;
  }

  /** The whole reply as it is sent. The oracle is where a reader is after it then. */
  async reply(line: string): Promise<Buffer> {
    const [verb = "", ...args] = line.split(" ");
    const reply = await this.#library.handler({ verb, args, line, block: undefined, connection: this.#self });
    if (reply instanceof Bytes) return reply.bytes;
    return Buffer.from(`${reply as string}\r\n`, "latin1");
  }
}
