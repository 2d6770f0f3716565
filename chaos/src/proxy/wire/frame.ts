/** One RESP value as it came over the wire, its type included: a reply of the wrong type is a wrong reply. */
export interface Frame {
  /** The byte that it began with; `_` for a null of any spelling. */
  readonly type: string;
  /** Of lines: what stood in them. Of nulls: how they were spelt. Else empty. */
  readonly text: string;
  /** Of bulks. */
  readonly bytes: Buffer | undefined;
  /** Of aggregates; of maps keys and values in turn. */
  readonly items: readonly Frame[] | undefined;
}

const LF = 10;
const LINE_END = 2;
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Takes the bytes of a connection apart. Written for this load alone, so that a fault in the packages' own decoder can't hide
 * itself.
 */
export class FrameReader {
  #bytes: Buffer = EMPTY;
  #more: Buffer[] = [];
  #length = 0;
  /** So many bytes are needed until trying again may be worth it. */
  #need = 1;
  #at = 0;

  /** Whether a frame has begun that is not all there. */
  get isInside(): boolean {
    return this.#length > 0;
  }

  /** Hands each complete frame to `take`. @throws {Error} if it is not RESP. */
  read(chunk: Buffer, take: (frame: Frame) => void): void {
    this.#more.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#need) return;
    this.#bytes = Buffer.concat([this.#bytes, ...this.#more]);
    this.#more = [];
    this.#at = 0;
    for (;;) {
      const from = this.#at;
      const frame = this.#frame();
      if (frame === undefined) {
        this.#bytes = this.#bytes.subarray(from);
        this.#length = this.#bytes.length;
        this.#need = Math.max(this.#need - from, this.#length + 1);
        return;
      }
      take(frame);
    }
  }

  #frame(): Frame | undefined {
    const line = this.#line();
    if (line === undefined) return undefined;
    const type = line.charAt(0);
    const text = line.slice(1);
    switch (type) {
      case "+":
      case "-":
      case ":":
      case ",":
      case "#":
      case "(":
        return { type, text, bytes: undefined, items: undefined };
      case "_":
        return { type, text: "_", bytes: undefined, items: undefined };
      case "$":
      case "=":
        return this.#bulk(type, text);
      case "*":
      case "~":
      case ">":
        return this.#items(type, text, 1);
      case "%":
        return this.#items(type, text, 2);
      default:
        throw new Error(`not RESP: ${JSON.stringify(line.slice(0, 80))}`);
    }
  }

  #line(): string | undefined {
    const end = this.#bytes.indexOf(LF, this.#at);
    if (end === -1) {
      this.#need = this.#bytes.length + 1;
      return undefined;
    }
    const line = this.#bytes.toString("latin1", this.#at, end - 1);
    this.#at = end + 1;
    return line;
  }

  #bulk(type: string, text: string): Frame | undefined {
    const length = lengthIn(text);
    if (length === -1) return { type: "_", text: `${type}-1`, bytes: undefined, items: undefined };
    const end = this.#at + length;
    if (end + LINE_END > this.#bytes.length) {
      this.#need = end + LINE_END;
      return undefined;
    }
    if (this.#bytes[end + 1] !== LF) throw new Error("not RESP: a bulk does not end where it says");
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end + LINE_END;
    return { type, text: "", bytes, items: undefined };
  }

  #items(type: string, text: string, each: number): Frame | undefined {
    const count = lengthIn(text);
    if (count === -1) return { type: "_", text: `${type}-1`, bytes: undefined, items: undefined };
    const items: Frame[] = [];
    while (items.length < count * each) {
      const item = this.#frame();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { type, text: "", bytes: undefined, items };
  }
}

function lengthIn(text: string): number {
  if (!/^(-1|\d+)$/.test(text)) throw new Error(`not RESP: a length of ${JSON.stringify(text.slice(0, 40))}`);
  return Number(text);
}

/** What a scalar says; of other frames the empty text. */
export function textOf(frame: Frame | undefined): string {
  return frame?.bytes === undefined ? (frame?.text ?? "") : frame.bytes.toString("latin1");
}

const SHOWN = 60;

/** A frame on one line, cut short, for people. */
export function shown(frame: Frame): string {
  const { type, bytes, items } = frame;
  if (items !== undefined)
    return `${type}[${items.slice(0, 8).map(shown).join(" ")}${items.length > 8 ? " ..." : ""}]`;
  if (type === "_") return "null";
  const text = textOf(frame);
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}... (${text.length} bytes)` : text;
  return bytes === undefined ? `${type}${cut}` : JSON.stringify(cut);
}
