import type { Again, Call, Flow, Passage } from "fairlead/internal";
import type { Comparison } from "./comparison.ts";
import type { Digest } from "./digest.ts";
import { errorReply, replyBytes } from "./reply-bytes.ts";

const ASTERISK = 0x2a;
const MINUS = 0x2d;

/** Sees a reply on its way to where it belongs. */
export class Witness implements Passage {
  /** The reply is a list: of EXEC, that the transaction has run. */
  isList = false;
  private readonly call: Call;
  private readonly passage: Passage | undefined;
  private readonly protocol: 2 | 3;
  private readonly comparison: Comparison | undefined;
  private readonly digest: Digest | undefined;
  private readonly onReply: (() => void) | undefined;
  private seen = 0;

  /** `onReply`: called once the reply, or that there is none, has been handed on. */
  constructor(call: Call, protocol: 2 | 3, comparison: Comparison | undefined, onReply?: () => void) {
    this.call = call;
    this.passage = call.passage;
    this.protocol = protocol;
    this.comparison = comparison;
    this.digest = comparison?.digest();
    this.onReply = onReply;
  }

  get bytes(): Buffer {
    return this.passage!.bytes;
  }

  get from(): number {
    return this.passage!.from;
  }

  get to(): number {
    return this.passage!.to;
  }

  get bulky(): boolean {
    return this.passage!.bulky;
  }

  get begun(): boolean {
    return this.passage!.begun;
  }

  get overtaken(): boolean {
    return this.passage!.overtaken;
  }

  take(bytes: Buffer, start: number, end: number, last: boolean, flow: Flow): void {
    for (let at = start; at < end && this.seen < 2; at++, this.seen++) {
      this.isList = this.seen === 0 ? bytes[at] === ASTERISK : this.isList && bytes[at] !== MINUS;
    }
    this.digest?.add(bytes, start, end);
    this.passage!.take(bytes, start, end, last, flow);
    if (last) this.over(this.digest);
  }

  stray(again: Again): boolean {
    this.seen = 0;
    this.isList = false;
    this.digest?.clear();
    return this.passage!.stray(again);
  }

  fulfil(_part: number, value: unknown): void {
    this.call.deliver(value);
    this.all(replyBytes(this.call.spec, value, this.protocol));
  }

  reject(_part: number, error: Error): void {
    this.call.reject(error);
    this.all(errorReply(error));
  }

  private all(bytes: Buffer | undefined): void {
    this.digest?.clear();
    if (bytes !== undefined) this.digest?.add(bytes, 0, bytes.length);
    this.over(bytes === undefined ? undefined : this.digest);
  }

  private over(digest: Digest | undefined): void {
    this.comparison?.came(digest);
    this.onReply?.();
  }
}
