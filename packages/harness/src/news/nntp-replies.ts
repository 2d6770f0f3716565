import { Bytes, bytes } from "../bytes.ts";
import { stuff } from "./dots.ts";

/** A line in latin1, as requests are read, to which CRLF is added; bytes; one of the replies made here; or `undefined`, which answers nothing. */
export type NntpReply = string | Bytes | Invitation | Farewell | undefined;

/** What {@link invite} makes. */
export class Invitation {
  readonly line: string;
  readonly receive: (block: Buffer) => NntpReply | Promise<NntpReply>;

  constructor(line: string, receive: Invitation["receive"]) {
    this.line = line;
    this.receive = receive;
  }
}

/** What {@link farewell} and {@link cutAfter} make. */
export class Farewell {
  readonly last: Bytes;
  readonly how: "close" | "reset";

  constructor(last: Bytes, how: "close" | "reset") {
    this.last = last;
    this.how = how;
  }
}

/** A reply of several lines: `line`, then `data`, whose dots are stuffed here. */
export function block(line: string, data: Buffer | readonly string[]): Bytes {
  const content = Buffer.isBuffer(data) ? data : latin1(data.map((text) => `${text}\r\n`).join(""));
  return bytes(Buffer.concat([latin1(`${line}\r\n`), stuff(content)]));
}

/** Asks for a data block, as POST and IHAVE do, and answers it with what `receive` says; its dots are unstuffed. */
export function invite(line: string, receive: Invitation["receive"]): Invitation {
  return new Invitation(line, receive);
}

/** A reply after which the connection ends in order. */
export function farewell(reply: string | Bytes): Farewell {
  return new Farewell(encoded(reply), "close");
}

/** The first `count` bytes of a reply, and then the end of the connection. Default: in order. */
export function cutAfter(count: number, reply: string | Bytes, how: "close" | "reset" = "close"): Farewell {
  const { bytes: all, sizes } = encoded(reply);
  return new Farewell(bytes(all.subarray(0, count), ...sizes), how);
}

/** A line with its CRLF; bytes as they are. */
export function encoded(reply: string | Bytes): Bytes {
  return reply instanceof Bytes ? reply : bytes(latin1(`${reply}\r\n`));
}

function latin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
