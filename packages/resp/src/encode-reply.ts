import { types } from "node:util";
import { RespError } from "./errors.ts";
import { ErrorReply } from "./reply.ts";
import { Attributed, Double, NULL_ARRAY, Push, type ServerReply, Simple, Verbatim } from "./server-reply.ts";

/**
 * A server's reply in the given version of the protocol. What RESP2 lacks is sent as Redis does: maps and pushes as flat
 * arrays, sets as arrays, doubles, big numbers and verbatim text as strings, booleans as 1 and 0.
 * @throws {RespError} `ERR_RESP_ARGUMENT` when there is something in it that no reply holds, such as `undefined`.
 */
export function encodeReply(value: ServerReply, protocol: 2 | 3): Buffer {
  const writer = new ReplyWriter(protocol === 3);
  writer.write(value);
  return writer.finish();
}

class ReplyWriter {
  private readonly resp3: boolean;
  private readonly parts: Uint8Array[] = [];
  /** What follows `parts`. */
  private text = "";

  constructor(resp3: boolean) {
    this.resp3 = resp3;
  }

  finish(): Buffer {
    const rest = Buffer.from(this.text);
    return this.parts.length === 0 ? rest : Buffer.concat([...this.parts, rest]);
  }

  write(value: ServerReply): void {
    if (typeof value === "string") this.bulk("$", value);
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "bigint") this.integer(value);
    else if (typeof value === "boolean") this.boolean(value);
    else if (value === null) this.line(this.resp3 ? "_" : "$-1");
    else if (value === NULL_ARRAY) this.line(this.resp3 ? "_" : "*-1");
    else if (typeof value === "object") this.object(value);
    else throw unfit(value);
  }

  private object(value: ServerReply & object): void {
    if (types.isUint8Array(value)) this.bytes(value);
    else if (Array.isArray(value)) this.list("*", value);
    else if (value instanceof Set) this.list("~", [...value]);
    else if (value instanceof Map) this.map("%", value);
    else if (value instanceof ErrorReply) this.error(value.message);
    else if (value instanceof Simple) this.line(`+${oneLine(value.text)}`);
    else if (value instanceof Double) this.double(value.value);
    else if (value instanceof Verbatim) this.verbatim(value);
    else if (value instanceof Push) this.list(">", value.items);
    else if (value instanceof Attributed) this.attributed(value);
    else this.map("%", new Map(Object.entries(value)));
  }

  private boolean(value: boolean): void {
    if (this.resp3) this.line(value ? "#t" : "#f");
    else this.line(value ? ":1" : ":0");
  }

  private number(value: number): void {
    if (Number.isSafeInteger(value)) this.line(`:${value}`);
    else this.double(value);
  }

  private integer(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) this.line(`:${value}`);
    else if (this.resp3) this.line(`(${value}`);
    else this.bulk("$", String(value));
  }

  private double(value: number): void {
    const sign = Object.is(value, -0) ? "-" : ""; // which String() leaves out
    const text = Number.isNaN(value) ? "nan" : sign + String(value).replace("Infinity", "inf");
    if (this.resp3) this.line(`,${text}`);
    else this.bulk("$", text);
  }

  private error(message: string): void {
    if (this.resp3 && LINE_BREAK.test(message)) this.bulk("!", message);
    else this.line(`-${oneLine(message)}`);
  }

  private verbatim({ format, text }: Verbatim): void {
    if (this.resp3) this.bulk("=", `${format}:${text}`);
    else this.bulk("$", text);
  }

  private attributed({ attributes, value }: Attributed): void {
    if (this.resp3) this.map("|", attributes);
    this.write(value);
  }

  private list(type: string, items: readonly ServerReply[]): void {
    this.line(`${this.resp3 ? type : "*"}${items.length}`);
    for (const item of items) this.write(item);
  }

  private map(type: string, map: ReadonlyMap<ServerReply, ServerReply>): void {
    this.line(this.resp3 ? `${type}${map.size}` : `*${map.size * 2}`);
    for (const [key, value] of map) {
      this.write(key);
      this.write(value);
    }
  }

  private bulk(type: string, text: string): void {
    this.line(`${type}${Buffer.byteLength(text)}`);
    this.line(text);
  }

  private bytes(bytes: Uint8Array): void {
    this.line(`$${bytes.length}`);
    this.parts.push(Buffer.from(this.text), bytes);
    this.text = "\r\n";
  }

  private line(text: string): void {
    this.text += `${text}\r\n`;
  }
}

const LINE_BREAK = /[\r\n]/;

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, " ");
}

function unfit(value: unknown): RespError {
  const type = typeof value;
  return new RespError("ERR_RESP_ARGUMENT", `A reply can't hold what is ${type}.`, { type });
}
