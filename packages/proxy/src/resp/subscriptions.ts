import { encodeReply, Push, type ServerReply } from "fairlead-resp";
import type { ChannelKind, Channels, Seat, Subscriber } from "./hub.ts";

const CONFIRMED = { channel: "subscribe", pattern: "psubscribe", shard: "ssubscribe" } as const;
const ENDED = { channel: "unsubscribe", pattern: "punsubscribe", shard: "sunsubscribe" } as const;

/** What one session is subscribed to. */
export class Subscriptions {
  private readonly seats: Record<ChannelKind, Map<string, Seat>> = {
    channel: new Map(),
    pattern: new Map(),
    shard: new Map(),
  };

  get any(): boolean {
    return this.count("channel") + this.count("shard") > 0;
  }

  /** As in confirmations: channels and patterns count together. */
  count(kind: ChannelKind): number {
    const { channel, pattern, shard } = this.seats;
    return kind === "shard" ? shard.size : channel.size + pattern.size;
  }

  /** How many of one kind, as `CLIENT LIST` shows it. */
  size(kind: ChannelKind): number {
    return this.seats[kind].size;
  }

  /**
   * Subscribes channels, and gives a confirmation for each.
   * @throws what keeps one of them from being subscribed: then none is.
   */
  async subscribe(
    kind: ChannelKind,
    names: readonly Buffer[],
    hub: Channels,
    subscriber: Subscriber,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const mine = this.seats[kind];
    const fresh = new Map<string, Seat>();
    try {
      for (const name of names) {
        const id = name.toString("latin1");
        if (!mine.has(id) && !fresh.has(id)) fresh.set(id, await hub.join(kind, name, subscriber, signal));
      }
    } catch (error) {
      for (const seat of fresh.values()) seat.leave();
      throw error;
    }
    const confirmations = names.map((name) => {
      const id = name.toString("latin1");
      const seat = fresh.get(id);
      if (seat !== undefined) mine.set(id, seat);
      return [CONFIRMED[kind], name, this.count(kind)];
    });
    for (const seat of fresh.values()) seat.open();
    return wireOf(confirmations, subscriber.protocol);
  }

  /** Leaves channels, all of the kind if there are no names, and gives a confirmation for each, at least one. */
  unsubscribe(kind: ChannelKind, names: readonly Buffer[], protocol: 2 | 3): Buffer {
    const mine = this.seats[kind];
    const all = names.length > 0 ? names : [...mine.keys()].map((id) => Buffer.from(id, "latin1"));
    const confirmations = all.map((name): ServerReply[] => {
      const id = name.toString("latin1");
      mine.get(id)?.leave();
      mine.delete(id);
      return [ENDED[kind], name, this.count(kind)];
    });
    if (all.length === 0) confirmations.push([ENDED[kind], null, this.count(kind)]);
    return wireOf(confirmations, protocol);
  }

  /** Leaves all of them. */
  clear(): void {
    for (const mine of Object.values(this.seats)) {
      for (const seat of mine.values()) seat.leave();
      mine.clear();
    }
  }
}

function wireOf(confirmations: readonly (readonly ServerReply[])[], protocol: 2 | 3): Buffer {
  return Buffer.concat(confirmations.map((items) => encodeReply(new Push(items), protocol)));
}
