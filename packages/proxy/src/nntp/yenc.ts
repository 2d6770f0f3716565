import { crc32 } from "node:zlib";

/** What a check of a body has found: nothing to check, all as its lines say, or not. */
export type YencVerdict =
  | { readonly kind: "none" | "good" }
  | { readonly kind: "corrupt"; readonly reason: string };

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;
const EQUALS = 0x3d;
const Y = 0x79;

const MAX_LINE_BYTES = 1024;

/** What is decoded, until its checksum is taken; of all checks, since each is done with it before it returns. */
const decoded = Buffer.allocUnsafeSlow(64 * 1024);

/** For each octet: 1 if it stands for one of data. Looked up, since branches on data are guessed wrong. */
const KEPT: Uint8Array = new Uint8Array(256).fill(1);
KEPT[CR] = KEPT[LF] = KEPT[EQUALS] = 0;
/** For each octet: 1 if the next one is escaped. */
const ESCAPES: Uint8Array = new Uint8Array(256);
ESCAPES[EQUALS] = 1;

/** The encoded file, or part of one, that is being read. */
interface Part {
  /** Its bytes; `undefined` if its lines don't tell. */
  size: number | undefined;
  /** It is one of several: its checksum is `pcrc32`. */
  readonly multipart: boolean;
}

/**
 * Checks the yEnc parts of a body against the sizes and checksums they are sent with (yEnc 1.3), while it passes by in
 * chunks that end anywhere, dots stuffed.
 */
export class YencCheck {
  private part: Part | undefined = undefined;
  private parts = 0;
  private reason: string | undefined = undefined;
  private size = 0;
  private crc = 0;
  /** The text of a line that is none of data, as far as it has come; `undefined` inside data. */
  private line: string | undefined = "";
  /** In data: at the beginning of a line, behind a `=` there, or further on. */
  private at: "start" | "equals" | "inside" = "start";
  /** 1 if the next octet of data is escaped. */
  private escaped = 0;
  /** What is in {@link decoded}. */
  private filled = 0;

  /** The next piece of the body; its terminator may be in it. */
  read(bytes: Buffer, from: number, end: number): void {
    let at = from;
    while (at < end) {
      const { line } = this;
      at = line === undefined ? this.readData(bytes, at, end) : this.readLine(bytes, at, end, line);
    }
    this.sum();
  }

  /** Once all of the body has come. */
  verdict(): YencVerdict {
    if (this.part !== undefined) this.corrupt("no =yend");
    if (this.reason !== undefined) return { kind: "corrupt", reason: this.reason };
    return { kind: this.parts === 0 ? "none" : "good" };
  }

  private readLine(bytes: Buffer, from: number, end: number, before: string): number {
    const found = bytes.indexOf(LF, from);
    const lf = found === -1 || found >= end ? end : found;
    const to = Math.min(lf, from + MAX_LINE_BYTES - before.length);
    this.line = before + bytes.toString("latin1", from, to);
    if (lf === end) return end;
    this.took(this.line.trimEnd());
    // Behind a keyword line inside a part there is data.
    this.line = this.part === undefined ? "" : undefined;
    this.at = "start";
    return lf + 1;
  }

  /** Reads data up to the end of its line, or a part of that. */
  private readData(bytes: Buffer, from: number, end: number): number {
    const byte = bytes[from];
    if (this.at === "start") {
      this.at = byte === EQUALS ? "equals" : "inside";
      // A dot has been put before what follows.
      return byte === EQUALS || byte === DOT ? from + 1 : from;
    }
    if (this.at === "equals") {
      this.at = "inside";
      if (byte === Y) {
        this.sum();
        this.line = "=";
        return from;
      }
      this.escaped = 1;
    }
    return this.decode(bytes, from, end);
  }

  private decode(bytes: Buffer, from: number, end: number): number {
    if (this.filled === decoded.length) this.sum();
    let { escaped, filled } = this;
    const to = Math.min(end, from + decoded.length - filled);
    let at = from;
    while (at < to) {
      const byte = bytes[at++]!;
      decoded[filled] = byte - 42 - (escaped << 6);
      filled += KEPT[byte]! | escaped;
      escaped = ESCAPES[byte]! & ~escaped;
      if (byte === LF) {
        this.at = "start";
        break;
      }
    }
    this.escaped = escaped;
    this.filled = filled;
    return at;
  }

  private sum(): void {
    this.size += this.filled;
    this.crc = crc32(decoded.subarray(0, this.filled), this.crc);
    this.filled = 0;
  }

  private took(text: string): void {
    if (!text.startsWith("=y")) return;
    const [keyword = ""] = text.split(" ", 1);
    const values = valuesOf(text);
    if (keyword === "=ybegin") this.begin(values);
    else if (this.part === undefined) return;
    else if (keyword === "=ypart") this.beginPart(this.part, values);
    else if (keyword === "=yend") this.end(this.part, values);
  }

  private begin(values: ReadonlyMap<string, string>): void {
    const size = numberOf(values, "size");
    // Lines about yEnc are no yEnc.
    if (size === undefined || numberOf(values, "line") === undefined || !values.has("name")) return;
    if (this.part !== undefined) this.corrupt("no =yend");
    const multipart = values.has("part");
    this.part = { size: multipart ? undefined : size, multipart };
    this.parts++;
    this.size = 0;
    this.crc = 0;
    this.escaped = 0;
  }

  private beginPart(part: Part, values: ReadonlyMap<string, string>): void {
    const begin = numberOf(values, "begin");
    const end = numberOf(values, "end");
    if (begin !== undefined && end !== undefined) part.size = end - begin + 1;
  }

  private end(part: Part, values: ReadonlyMap<string, string>): void {
    this.part = undefined;
    const told = numberOf(values, "size");
    if ((part.size ?? this.size) !== this.size || (told ?? this.size) !== this.size) this.corrupt("size");
    const sum = values.get("pcrc32") ?? (part.multipart ? undefined : values.get("crc32"));
    if (sum !== undefined && /^[0-9a-f]{1,8}$/i.test(sum) && Number.parseInt(sum, 16) !== this.crc) {
      this.corrupt("checksum");
    }
  }

  private corrupt(reason: string): void {
    this.reason ??= reason;
  }
}

/** The values of a keyword line. A name, which is the last, may have spaces in it. */
function valuesOf(text: string): ReadonlyMap<string, string> {
  const [values = "", name] = text.split(/ name=(.*)/s, 2);
  const found = new Map<string, string>();
  for (const [, key = "", value = ""] of values.matchAll(/ ([a-z0-9]+)=([^ ]+)/g)) found.set(key, value);
  if (name !== undefined) found.set("name", name);
  return found;
}

function numberOf(values: ReadonlyMap<string, string>, key: string): number | undefined {
  const value = values.get(key);
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
