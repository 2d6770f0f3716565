import { isUtf8 } from "node:buffer";
import type { Key } from "../commands/command.ts";
import { slotOf } from "../routes/slot.ts";

/** What is subscribed to: a channel, a pattern of channels, or a sharded channel. */
export type ChannelKind = "channel" | "pattern" | "shard";

/** Before bytes that are no text. No text that a server sends begins so: it is half of a pair. */
const NO_TEXT = "\ud800";

/** What tells one name from another: the text, or something no text can be for bytes that are none. */
export function identityOf(name: Key): string {
  if (typeof name === "string") return name;
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.byteLength);
  return isUtf8(bytes) ? bytes.toString() : NO_TEXT + bytes.toString("latin1");
}

/** The name of a channel or pattern, in every form it is needed in. */
export class Channel {
  readonly kind: ChannelKind;
  readonly identity: string;
  /** As it goes to the server: bytes only where it is no text. */
  readonly wire: string | Buffer;
  /** -1 for all but sharded channels. */
  readonly slot: number;

  constructor(kind: ChannelKind, name: Key) {
    this.kind = kind;
    // As it will come back: what can't be encoded in a string is replaced on the way.
    const bytes = typeof name === "string" ? Buffer.from(name) : Buffer.from(name);
    this.identity = identityOf(bytes);
    this.wire = this.isText ? this.identity : bytes;
    this.slot = kind === "shard" ? slotOf(this.wire) : -1;
  }

  get isText(): boolean {
    return !this.identity.startsWith(NO_TEXT);
  }
}
