import { encodeCommand } from "./encode-command.ts";

/**
 * One request of a client as it came: the bytes of an array of bulk strings, and where its first two arguments are in
 * them. What was sent as a line is here as an array, too.
 */
export class Request {
  /** Holds the request from `from` to `to`. Not changed any more, and may hold others beside it. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** How many arguments there are, the command's name included. At least one. */
  readonly count: number;
  /** Where the command's name is. */
  readonly nameFrom: number;
  readonly nameTo: number;
  /** Where the second argument is, most often the key. Both 0 if there is none. */
  readonly keyFrom: number;
  readonly keyTo: number;

  constructor(
    bytes: Buffer,
    from: number,
    to: number,
    count: number,
    nameFrom: number,
    nameTo: number,
    keyFrom: number,
    keyTo: number,
  ) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.count = count;
    this.nameFrom = nameFrom;
    this.nameTo = nameTo;
    this.keyFrom = keyFrom;
    this.keyTo = keyTo;
  }

  /** Its arguments, name first, as views of its bytes. */
  args(): Buffer[] {
    const { bytes, count } = this;
    const args: Buffer[] = [];
    let at = bytes.indexOf("\n", this.from) + 1;
    for (let i = 0; i < count; i++) {
      const line = bytes.indexOf("\r", at);
      const from = line + 2;
      const to = from + Number(bytes.toString("latin1", at + 1, line));
      args.push(bytes.subarray(from, to));
      at = to + 2;
    }
    return args;
  }
}

/** The request that is made of these arguments, at least one. */
export function requestOf(args: readonly (string | Uint8Array)[]): Request {
  const bytes = encodeCommand(args);
  const nameFrom = bytes.indexOf("\n", bytes.indexOf("\n") + 1) + 1;
  const nameTo = nameFrom + sizeOf(args[0]!);
  const keyFrom = args.length < 2 ? 0 : bytes.indexOf("\n", nameTo + 2) + 1;
  const keyTo = args.length < 2 ? 0 : keyFrom + sizeOf(args[1]!);
  return new Request(bytes, 0, bytes.length, args.length, nameFrom, nameTo, keyFrom, keyTo);
}

function sizeOf(arg: string | Uint8Array): number {
  return typeof arg === "string" ? Buffer.byteLength(arg) : arg.length;
}
