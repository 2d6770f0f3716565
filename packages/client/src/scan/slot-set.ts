import { builtin } from "../builtin.ts";
import { SLOT_COUNT } from "../route.ts";

const BYTES = SLOT_COUNT / 8;

/** A set of slots: one bit for each. */
export class SlotSet {
  private readonly bits: Uint8Array;

  constructor(bits: Uint8Array = new Uint8Array(BYTES)) {
    this.bits = bits;
  }

  static range(from: number, to: number): SlotSet {
    return new SlotSet().addRange(from, to);
  }

  has(slot: number): boolean {
    return ((this.bits[slot >> 3] as number) & (1 << (slot & 7))) !== 0;
  }

  addRange(from: number, to: number): this {
    for (let slot = from; slot <= to; slot++) this.bits[slot >> 3]! |= 1 << (slot & 7);
    return this;
  }

  remove(slot: number): void {
    this.bits[slot >> 3]! &= ~(1 << (slot & 7));
  }

  and(other: SlotSet): SlotSet {
    return new SlotSet(this.bits.map((byte, at) => byte & (other.bits[at] as number)));
  }

  minus(other: SlotSet): SlotSet {
    return new SlotSet(this.bits.map((byte, at) => byte & ~(other.bits[at] as number)));
  }

  or(other: SlotSet): SlotSet {
    return new SlotSet(this.bits.map((byte, at) => byte | (other.bits[at] as number)));
  }

  get empty(): boolean {
    return this.bits.every((byte) => byte === 0);
  }

  get full(): boolean {
    return this.bits.every((byte) => byte === 0xff);
  }

  /** At most some 2,750 characters. */
  toString(): string {
    return builtin.zlib().deflateRawSync(this.bits).toString("base64url");
  }

  /** @throws if `text` is none of {@link toString}. */
  static parse(text: string): SlotSet {
    const bits = builtin.zlib().inflateRawSync(Buffer.from(text, "base64url"), { maxOutputLength: BYTES });
    if (bits.length !== BYTES) throw new RangeError("not a set of slots");
    return new SlotSet(new Uint8Array(bits));
  }
}
