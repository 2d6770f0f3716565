import { RingQueue } from "../connection/ring-queue.ts";
import { identityOf } from "./channel.ts";

/** One message of a subscription. `T` is `string`, or `Buffer` where bytes were asked for. */
export interface Message<T extends string | Buffer = string> {
  readonly kind: "message";
  readonly channel: T;
  readonly payload: T;
  /** The pattern that the channel matched, on subscriptions to patterns. */
  readonly pattern?: T;
}

/**
 * Why messages may be missing:
 *
 * - `reconnected`: the connection was lost;
 * - `moved`: the subscription went to another node, because a slot did or a node stopped answering;
 * - `dropped`: the reader was so slow that the oldest messages made room for new ones.
 */
export type GapReason = "reconnected" | "moved" | "dropped";

/**
 * Messages may be missing between the item before it and the item after it. It comes when the subscription stands again:
 * whoever reads the present state now misses nothing after it.
 */
export interface Gap<T extends string | Buffer = string> {
  readonly kind: "gap";
  readonly reason: GapReason;
  /** The channels or patterns of the subscription that it concerns. */
  readonly channels: readonly T[];
}

/** What waits for a reader: at most `max` items; then the oldest make room, which leaves a gap in their place. */
export class Inbox<T extends string | Buffer> {
  /** Messages that made room. */
  dropped = 0;
  private readonly items = new RingQueue<Message<T> | OpenGap<T>>();
  /** The last item, while it is a gap. */
  private last: OpenGap<T> | undefined = undefined;
  /** What stands before the first item. */
  private missing: OpenGap<T> | undefined = undefined;
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  add(message: Message<T>): void {
    this.last = undefined;
    this.push(message);
  }

  /** Neighbouring gaps for one reason are one. */
  addGap(name: T, reason: GapReason): void {
    if (this.last?.reason !== reason) {
      this.last = new OpenGap(reason);
      this.push(this.last);
    }
    this.last?.add(name);
  }

  take(): Message<T> | Gap<T> | undefined {
    if (this.missing !== undefined) {
      const gap = this.missing.close();
      this.missing = undefined;
      return gap;
    }
    const item = this.items.shift();
    if (!(item instanceof OpenGap)) return item;
    if (item === this.last) this.last = undefined;
    return item.close();
  }

  clear(): void {
    this.items.drain();
    this.missing = this.last = undefined;
  }

  private push(item: Message<T> | OpenGap<T>): void {
    this.items.push(item);
    if (this.items.length <= this.max) return;
    const oldest = this.items.shift();
    if (oldest === undefined) return;
    this.missing ??= new OpenGap("dropped");
    if (oldest instanceof OpenGap) {
      for (const name of oldest.names.values()) this.missing.add(name);
    } else {
      this.dropped++;
      this.missing.add(oldest.pattern ?? oldest.channel);
    }
  }
}

/** A gap that can still grow. */
class OpenGap<T extends string | Buffer> {
  readonly reason: GapReason;
  /** By identity. */
  readonly names = new Map<string, T>();

  constructor(reason: GapReason) {
    this.reason = reason;
  }

  add(name: T): void {
    this.names.set(identityOf(name), name);
  }

  close(): Gap<T> {
    return { kind: "gap", reason: this.reason, channels: [...this.names.values()] };
  }
}
