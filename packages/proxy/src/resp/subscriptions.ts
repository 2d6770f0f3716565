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
    hub: Pick<Channels, "join">,
    subscriber: Subscriber,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const mine = this.seats[kind];
    const joining = new Map<string, Promise<Seat>>();
    for (const name of names) {
      const id = name.toString("latin1");
      if (!mine.has(id) && !joining.has(id)) joining.set(id, hub.join(kind, name, subscriber, signal));
    }
    const fresh = await allOrNone(joining);
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

/** @throws the first failure, once those that were had anyway are left. */
async function allOrNone(joining: ReadonlyMap<string, Promise<Seat>>): Promise<ReadonlyMap<string, Seat>> {
  const outcomes = await Promise.allSettled(joining.values());
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  const seats = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  if (failed === undefined) return new Map([...joining.keys()].map((id, at) => [id, seats[at]!]));
  for (const seat of seats) seat.leave();
  throw failed.reason;
}

function wireOf(confirmations: readonly (readonly ServerReply[])[], protocol: 2 | 3): Buffer {
  return Buffer.concat(confirmations.map((items) => encodeReply(new Push(items), protocol)));
}
