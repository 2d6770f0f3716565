import { addressText, type Dispatcher, type Listener, type PubSub } from "fairlead/internal";
import { encodeReply, Push } from "fairlead-resp";

export type ChannelKind = "channel" | "pattern" | "shard";

/** A session that listens. */
export interface Subscriber {
  readonly protocol: 2 | 3;
  interject(bytes: Buffer): void;
  /** The servers do not let it hear any more what it has subscribed to. */
  refused(): void;
}

const WORDS = { channel: "message", pattern: "pmessage", shard: "smessage" } as const;

/** Where sessions subscribe. */
export type Channels = Pick<Hub, "join" | "publishAt">;

/** Subscribes each channel once, however many sessions listen to it, and tells all of them what it hears. */
export class Hub {
  private readonly pubsub: PubSub;
  private readonly fleet: Dispatcher;
  private readonly topics = new Map<string, HubTopic>();

  constructor(pubsub: PubSub, fleet: Dispatcher) {
    this.pubsub = pubsub;
    this.fleet = fleet;
  }

  /**
   * A slot of the primary at which channels stand, if it is one: what is published there is heard in its order, and the server
   * counts those who hear it. Else `channelSlot`: always the same one for a channel keeps its messages in order, too.
   */
  publishAt(_group: number, channelSlot: number): number {
    const home = this.pubsub.homes.of(-1);
    if (home === undefined) return channelSlot;
    const name = addressText(home);
    const shard = this.fleet.topology.shards.find(({ primary }) => addressText(primary.address) === name);
    return shard?.slots[0]?.[0] ?? channelSlot;
  }

  /**
   * Waits until a channel is subscribed. The place that comes back keeps it so until it is left; it hears nothing before
   * `open`.
   * @throws what keeps a server from subscribing it, or `signal.reason`.
   */
  async join(kind: ChannelKind, name: Buffer, subscriber: Subscriber, signal: AbortSignal): Promise<Seat> {
    const id = `${kind} ${name.toString("latin1")}`;
    let topic = this.topics.get(id);
    if (topic === undefined) {
      const fresh = new HubTopic(this.pubsub, kind, name, () => {
        if (this.topics.get(id) === fresh) this.topics.delete(id);
      });
      topic = fresh;
      this.topics.set(id, topic);
    }
    const seat = topic.seat(subscriber);
    try {
      await topic.standing(signal);
      return seat;
    } catch (error) {
      seat.leave();
      throw error;
    }
  }

  /** Nobody listens to anything. */
  get empty(): boolean {
    return this.topics.size === 0;
  }

  /** How many sessions listen to a channel, beside the one for which a server counts all of them. */
  more(kind: ChannelKind, name: Buffer): number {
    const listening = this.topics.get(`${kind} ${name.toString("latin1")}`)?.listening ?? 0;
    return Math.max(0, listening - 1);
  }
}

/** A session's place at a channel. */
export interface Seat {
  /** From here on it hears. */
  open(): void;
  leave(): void;
}

class HubTopic implements Listener {
  private readonly kind: ChannelKind;
  private readonly seats = new Set<{ readonly subscriber: Subscriber; open: boolean }>();
  private readonly cancel: () => void;
  private readonly empty: () => void;
  private readonly stands: () => boolean;
  private waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];

  constructor(pubsub: PubSub, kind: ChannelKind, name: Buffer, empty: () => void) {
    this.kind = kind;
    this.empty = empty;
    const { stands, cancel } = pubsub.attach(kind, name, this);
    this.stands = stands;
    this.cancel = cancel;
  }

  get listening(): number {
    return this.stands() ? this.seats.size : 0;
  }

  seat(subscriber: Subscriber): Seat {
    const entry = { subscriber, open: false };
    this.seats.add(entry);
    return {
      open: () => {
        entry.open = true;
      },
      leave: () => {
        if (this.seats.delete(entry) && this.seats.size === 0) this.end();
      },
    };
  }

  standing(signal: AbortSignal): Promise<void> {
    if (this.stands()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason as Error);
      signal.addEventListener("abort", abort, { once: true });
      const done = (): void => signal.removeEventListener("abort", abort);
      this.waiting.push({
        resolve: () => {
          done();
          resolve();
        },
        reject: (error) => {
          done();
          reject(error as Error);
        },
      });
    });
  }

  deliver(channel: string | Buffer, payload: string | Buffer, pattern: string | Buffer | undefined): void {
    const word = WORDS[this.kind];
    const items = pattern === undefined ? [word, channel, payload] : [word, pattern, channel, payload];
    const wire: { 2?: Buffer; 3?: Buffer } = {};
    for (const { subscriber, open } of this.seats) {
      const { protocol } = subscriber;
      if (!open) continue;
      wire[protocol] ??= encodeReply(new Push(items), protocol);
      subscriber.interject(wire[protocol]);
    }
  }

  confirmed(): void {
    for (const { resolve } of this.waiting.splice(0)) resolve();
  }

  fail(error: unknown): void {
    this.end();
    for (const { reject } of this.waiting.splice(0)) reject(error);
    // As servers end the sessions of a user who may not listen to a channel any more.
    for (const { subscriber, open } of [...this.seats]) if (open) subscriber.refused();
  }

  async close(): Promise<void> {
    this.end();
  }

  private end(): void {
    this.cancel();
    this.empty();
  }
}
