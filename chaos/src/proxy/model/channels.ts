import { type Frame, shown, textOf } from "../wire/frame.ts";

/** A way to subscribe, and what belongs to it. */
export interface ChannelKind {
  readonly subscribe: string;
  readonly unsubscribe: string;
  readonly publish: string;
  readonly message: string;
}

export const CHANNEL: ChannelKind = {
  subscribe: "subscribe",
  unsubscribe: "unsubscribe",
  publish: "PUBLISH",
  message: "message",
};
export const PATTERN: ChannelKind = {
  subscribe: "psubscribe",
  unsubscribe: "punsubscribe",
  publish: "PUBLISH",
  message: "pmessage",
};
export const SHARD: ChannelKind = {
  subscribe: "ssubscribe",
  unsubscribe: "sunsubscribe",
  publish: "SPUBLISH",
  message: "smessage",
};

/** What a session is subscribed to, as far as it was told. */
export class Channels {
  /** By kind and name: the number of the last message of each publisher. */
  readonly #subscribed = new Map<string, Map<string, number>>();
  #received = 0;

  get any(): boolean {
    return this.#subscribed.size > 0;
  }

  /** Messages so far. */
  get received(): number {
    return this.#received;
  }

  /** As confirmations count: channels and patterns together. */
  count(kind: ChannelKind): number {
    const sharded = kind === SHARD;
    return [...this.#subscribed.keys()].filter((id) => id.startsWith("smessage") === sharded).length;
  }

  /** Those of one kind. */
  names(kind: ChannelKind): string[] {
    const start = `${kind.message} `;
    return [...this.#subscribed.keys()]
      .filter((id) => id.startsWith(start))
      .map((id) => id.slice(start.length));
  }

  add(kind: ChannelKind, name: string): void {
    this.#subscribed.set(`${kind.message} ${name}`, new Map());
  }

  remove(kind: ChannelKind, name: string): void {
    this.#subscribed.delete(`${kind.message} ${name}`);
  }

  clear(): void {
    this.#subscribed.clear();
  }

  /** Judges a message: `payload` is `channel~publisher~number`. */
  judge(frame: Frame): string | undefined {
    const words = (frame.items ?? []).map(textOf);
    const [kind = "", name = ""] = words;
    const channel = kind === "pmessage" ? (words[2] ?? "") : name;
    const [to, publisher = "", number = ""] = (words.at(-1) ?? "").split("~");
    const last = this.#subscribed.get(`${kind} ${name}`);
    if (last === undefined) return `a message of a channel that is not subscribed: ${shown(frame)}`;
    if (to !== channel) return `a message of another channel: ${shown(frame)}`;
    if (Number(number) <= (last.get(publisher) ?? -1))
      return `a message twice, or out of order: ${shown(frame)}`;
    last.set(publisher, Number(number));
    this.#received++;
    return undefined;
  }
}
