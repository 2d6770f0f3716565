import { CommandReader, DecodeMode, Decoder, type Limits, type Reply } from "fairlead-resp";

/** What a decoder hands on; a push is told from a reply by its class. */
export class Pushed {
  readonly items: Reply[];

  constructor(items: Reply[]) {
    this.items = items;
  }
}

interface Options {
  readonly mode?: number;
  readonly limits?: Partial<Limits>;
  /** Where to cut; by default nowhere. */
  readonly cuts?: readonly number[];
}

/** `latin1` text: one byte for each character, so that any bytes can be spelled. */
export function bytesOf(input: string | Buffer): Buffer {
  return typeof input === "string" ? Buffer.from(input, "latin1") : input;
}

/** The values that a decoder makes of `input`. */
export function decode(input: string | Buffer, options: Options = {}): (Reply | Pushed)[] {
  const seen: (Reply | Pushed)[] = [];
  const mode = options.mode ?? DecodeMode.TEXT;
  const decoder = new Decoder(
    {
      decodeMode: () => mode,
      pushMode: () => mode,
      onReply: (value) => seen.push(value),
      onPush: (items) => seen.push(new Pushed(items)),
    },
    options.limits,
  );
  feed(decoder, bytesOf(input), options.cuts);
  return seen;
}

/** The requests that a command reader makes of `input`. */
export function readRequests(input: string | Buffer, options: Omit<Options, "mode"> = {}): Buffer[][] {
  const seen: Buffer[][] = [];
  feed(
    new CommandReader((request) => seen.push(request.args()), options.limits),
    bytesOf(input),
    options.cuts,
  );
  return seen;
}

/** Writes `bytes` piece by piece, as a socket does: always in the same memory, which is scribbled over afterwards. */
function feed(reader: Decoder | CommandReader, bytes: Buffer, cuts: readonly number[] = []): void {
  const chunk = Buffer.alloc(bytes.length + 3);
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    bytes.copy(chunk, 3, start, end);
    reader.write(chunk, 3, 3 + end - start);
    chunk.fill("#");
    start = end;
  }
}

/** The error that `run` throws. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
