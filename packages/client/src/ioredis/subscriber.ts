import type { Engine, Messages } from "./engine.ts";

/** How to subscribe: to channels, to patterns, to channels of a shard. */
export type Kind = "subscribe" | "psubscribe" | "ssubscribe";

/** What a subscriber belongs to. */
export interface SubscriberHost {
  withEngine<T>(bytes: number, use: (engine: Engine) => Promise<T>): Promise<T>;
  emit(event: string, ...args: unknown[]): boolean;
  report(error: Error): void;
}

/** Turns subscriptions into ioredis's events, and keeps them when the client is another. */
export class Subscriber {
  private readonly desired: Readonly<Record<Kind, Map<string, Messages | undefined>>> = {
    subscribe: new Map(),
    psubscribe: new Map(),
    ssubscribe: new Map(),
  };
  private readonly host: SubscriberHost;

  constructor(host: SubscriberHost) {
    this.host = host;
  }

  /** Gives the number of subscriptions, as the server would. */
  async subscribe(kind: Kind, names: readonly string[]): Promise<number> {
    const added = names.filter((name) => !this.desired[kind].has(name));
    for (const name of added) this.desired[kind].set(name, undefined);
    await this.host.withEngine(names.length, (engine) =>
      Promise.all(names.map((name) => this.listen(engine, kind, name))),
    );
    return this.count(kind);
  }

  /** Without names: from all. */
  async unsubscribe(kind: Kind, names: readonly string[]): Promise<number> {
    const desired = this.desired[kind];
    const leaving = names.length > 0 ? names : [...desired.keys()];
    const subscriptions = leaving.map((name) => desired.get(name));
    for (const name of leaving) desired.delete(name);
    for (const messages of subscriptions) await messages?.close();
    return this.count(kind);
  }

  /** Subscribes at a new client to everything. */
  begin(engine: Engine): void {
    for (const kind of ["subscribe", "psubscribe", "ssubscribe"] as const) {
      for (const name of this.desired[kind].keys()) this.listen(engine, kind, name).catch(() => undefined);
    }
  }

  private listen(engine: Engine, kind: Kind, name: string): Promise<void> {
    const desired = this.desired[kind];
    let messages = desired.get(name);
    if (messages === undefined && desired.has(name)) {
      messages = engine[kind](name, { reply: "bytes" });
      desired.set(name, messages);
      void this.pump(kind, name, messages);
    }
    return messages?.ready ?? Promise.resolve();
  }

  /** Ends with the subscription, which stays desired unless a server refuses it. */
  private async pump(kind: Kind, name: string, messages: Messages): Promise<void> {
    const desired = this.desired[kind];
    try {
      for await (const item of messages) {
        if (item.kind === "message") this.deliver(kind, item.channel, item.payload, item.pattern);
      }
      if (desired.get(name) === messages) desired.set(name, undefined);
    } catch (error) {
      if (desired.get(name) === messages) desired.delete(name);
      this.host.report(error as Error);
    }
  }

  /** What a listener throws is the program's, and ends no subscription. */
  private deliver(kind: Kind, channel: Buffer, payload: Buffer, pattern: Buffer | undefined): void {
    const texts = [channel.toString(), payload.toString()];
    try {
      if (kind === "psubscribe") {
        this.host.emit("pmessage", `${pattern}`, ...texts);
        this.host.emit("pmessageBuffer", `${pattern}`, channel, payload);
        return;
      }
      const event = kind === "subscribe" ? "message" : "smessage";
      this.host.emit(event, ...texts);
      this.host.emit(`${event}Buffer`, channel, payload);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  private count(kind: Kind): number {
    const { subscribe, psubscribe, ssubscribe } = this.desired;
    return kind === "ssubscribe" ? ssubscribe.size : subscribe.size + psubscribe.size;
  }
}
