import type { ErrorReply, Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import type { Turn } from "../connection/turn.ts";
import { ConnectionError, ReplyError } from "../errors.ts";
import { backoffMs } from "../link/backoff.ts";
import { Link, type LinkOwner } from "../link/link.ts";
import type { Settings } from "../options.ts";
import { Subscription } from "./subscription.ts";

const SUBSCRIBE = plainSpec("SUBSCRIBE", Flag.PUBSUB | Flag.PUSH_REPLY);
const UNSUBSCRIBE = plainSpec("UNSUBSCRIBE", Flag.PUBSUB | Flag.PUSH_REPLY);

/** Keeps on the server what should be subscribed: on one connection of its own, and again after each loss. */
export class PubSub implements LinkOwner {
  /** What should be subscribed: channel -> who listens. */
  private readonly desired = new Map<string, Set<Subscription>>();
  private link: Link | undefined = undefined;
  /** Connections lost or not made since the last that stood. */
  private attempt = 0;
  private readonly anyAddress: () => Address | undefined;
  private readonly settings: Settings;
  private readonly turn: Turn;

  /** `anyAddress` names a server to subscribe at, anew after each loss. */
  constructor(anyAddress: () => Address | undefined, settings: Settings, turn: Turn) {
    this.anyAddress = anyAddress;
    this.settings = settings;
    this.turn = turn;
  }

  subscribe(channels: readonly string[]): Subscription {
    const ready = Promise.all(channels.map((channel) => this.confirm(channel))).then(() => undefined);
    // Whoever doesn't ask for it need not handle it: the subscription is made again until it succeeds.
    ready.catch(() => undefined);
    const subscription = new Subscription(channels, ready, (leaving) => this.remove(leaving));
    for (const channel of channels) {
      const listeners = this.desired.get(channel);
      if (listeners === undefined) this.desired.set(channel, new Set([subscription]));
      else listeners.add(subscription);
    }
    return subscription;
  }

  close(): void {
    for (const subscription of new Set([...this.desired.values()].flatMap((listeners) => [...listeners]))) {
      void subscription.close();
    }
    this.link?.close();
    this.link = undefined;
  }

  refused(link: Link, call: Call, reply: ErrorReply): void {
    call.reject(new ReplyError(reply.code, reply.message, call.spec.name, link.name));
  }

  /** What was on its way is asked for again by {@link connected}. */
  returned(_link: Link, call: Call): void {
    call.fail("ERR_CONNECTION_LOST", undefined);
  }

  pushed(_link: Link, items: Reply[]): void {
    const [kind, channel, payload] = items;
    if (kind !== "message" || typeof channel !== "string" || typeof payload !== "string") return;
    const listeners = this.desired.get(channel);
    if (listeners === undefined) return;
    const message = { channel, payload };
    for (const subscription of listeners) subscription.deliver(message);
  }

  connected(): void {
    this.attempt = 0;
    for (const channel of this.desired.keys()) this.send(SUBSCRIBE, channel).catch(() => undefined);
  }

  /** The node may be gone for good: the next attempt goes wherever the client would go now. */
  disconnected(link: Link): void {
    if (link !== this.link) return;
    link.close();
    this.link = undefined;
    const { runtime, maxBackoffMs } = this.settings;
    const pause = backoffMs(++this.attempt, maxBackoffMs, runtime);
    if (this.desired.size > 0) runtime.after(pause, () => this.desired.size > 0 && this.open()?.connect());
  }

  stalled(): void {}

  private confirm(channel: string): Promise<unknown> {
    if (this.desired.has(channel)) return Promise.resolve();
    return this.send(SUBSCRIBE, channel);
  }

  private remove(subscription: Subscription): void {
    for (const channel of subscription.channels) {
      const listeners = this.desired.get(channel);
      listeners?.delete(subscription);
      if (listeners?.size !== 0) continue;
      this.desired.delete(channel);
      if (this.link?.ready) this.send(UNSUBSCRIBE, channel).catch(() => undefined);
    }
  }

  private send(spec: typeof SUBSCRIBE, channel: string): Promise<unknown> {
    const call = new Call(spec, [channel], 0, this.settings.runtime.now() + this.settings.timeoutMs, true);
    const confirmed = call.promise();
    const link = this.open();
    if (link === undefined)
      call.reject(new ConnectionError("ERR_CONNECT_TOPOLOGY", "No server to subscribe at", ""));
    else link.send(call);
    return confirmed;
  }

  private open(): Link | undefined {
    if (this.link !== undefined) return this.link;
    const address = this.anyAddress();
    if (address !== undefined) this.link = new Link(address, this, this.settings, this.turn);
    return this.link;
  }
}
