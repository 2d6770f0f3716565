import type { Reply } from "fairlead-resp";
import type { Channel, ChannelKind } from "./channel.ts";
import type { GapReason } from "./inbox.ts";
import type { Place, Placed } from "./plan.ts";

/** Who wants to know what happens on a channel. */
export interface Listener {
  deliver(channel: string | Buffer, payload: string | Buffer, pattern: string | Buffer | undefined): void;
  /** A server has confirmed that `channel` is subscribed; `lost` says why it was not any more, if it was before. */
  confirmed(channel: Channel, lost: GapReason | undefined): void;
  fail(error: unknown): void;
  close(): Promise<void>;
}

interface Holder<T> {
  readonly topics: Set<T>;
}

const NOWHERE = { kind: "nowhere" } as const;

/** One channel or pattern that somebody listens to, who does, and at which node `N` it is subscribed. */
export class Topic<N extends Holder<Topic<N>>> implements Placed<N> {
  readonly channel: Channel;
  readonly listeners: Set<Listener> = new Set();
  place: Place<N> = NOWHERE;
  alone = false;
  /** Refusals since it last was subscribed. */
  attempts = 0;
  /** The command that is to subscribe it. */
  askedBy: object | undefined = undefined;
  /** Where and when it last was subscribed, if it is not now. */
  last: { readonly node: N; readonly at: number } | undefined = undefined;
  /** Why it is not subscribed although it was. */
  lost: GapReason | undefined = undefined;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  get kind(): ChannelKind {
    return this.channel.kind;
  }

  get slot(): number {
    return this.channel.slot;
  }

  get wanted(): boolean {
    return this.listeners.size > 0;
  }

  /** A node told of a message. One that has been left may still do so, when another tells the same. */
  hear(
    node: N,
    channel: Reply | undefined,
    payload: Reply | undefined,
    pattern: string | Buffer | undefined,
  ): void {
    if (this.place.kind !== "on" || this.place.node !== node || !isName(channel) || !isName(payload)) return;
    for (const listener of this.listeners) listener.deliver(channel, payload, pattern);
  }

  /** Where it stands from here on. */
  put(place: Place<N>): void {
    if (this.place.kind !== "nowhere") this.place.node.topics.delete(this);
    this.place = place;
    if (place.kind !== "nowhere") place.node.topics.add(this);
    if (place.kind !== "asked") this.askedBy = undefined;
  }

  /**
   * Whether `home` can say nothing any more that was heard already, after `settleMs`: nodes that have heard the same publish
   * tell of it at different moments.
   */
  isSettled(home: N, now: number, settleMs: number, areApart: (a: N, b: N) => boolean): boolean {
    const last = this.place.kind === "on" ? { node: this.place.node, at: now } : this.last;
    if (last === undefined || last.node === home || now - last.at >= settleMs) return true;
    return this.slot !== -1 && areApart(last.node, home);
  }

  /** It is subscribed no longer, for a reason that its listeners are told once it is again. */
  lose(reason: GapReason, now: number): void {
    if (this.place.kind === "on") {
      this.lost ??= reason;
      this.last = { node: this.place.node, at: now };
    }
    this.put(NOWHERE);
  }

  /** It is subscribed where it was asked for. */
  confirm(): void {
    if (this.place.kind !== "asked") return;
    this.put({ kind: "on", node: this.place.node });
    this.alone = false;
    this.attempts = 0;
    const { lost } = this;
    this.lost = this.last = undefined;
    for (const listener of this.listeners) listener.confirmed(this.channel, lost);
  }
}

export function isName(value: Reply | undefined): value is string | Buffer {
  return typeof value === "string" || Buffer.isBuffer(value);
}
