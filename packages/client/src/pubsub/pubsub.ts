import { DecodeMode, type Reply } from "fairlead-resp";
import { backoffMs } from "../backoff.ts";
import type { Key } from "../commands/command.ts";
import type { Form, Text } from "../commands/types.ts";
import type { Turn } from "../connection/turn.ts";
import { ReplyError } from "../errors.ts";
import type { Dispatcher } from "../link/dispatcher.ts";
import type { Settings } from "../options.ts";
import type { Cancel } from "../runtime.ts";
import { Channel, type ChannelKind, identityOf } from "./channel.ts";
import { reportGap } from "./gap-report.ts";
import { Homes } from "./homes.ts";
import { callOf, type SubscribeOrder } from "./orders.ts";
import { plan } from "./plan.ts";
import { judgeRefusal } from "./refusal.ts";
import { checkedNames, resolveMaxBuffered, type SubscribeOptions } from "./subscribe-options.ts";
import type { NodeWatcher, SubscriberNode } from "./subscriber-node.ts";
import { SubscriberNodes } from "./subscriber-nodes.ts";
import { Subscription } from "./subscription.ts";
import { Topic as AnyTopic, isName, type Listener } from "./topic.ts";

type Topic = AnyTopic<SubscriberNode>;
const Topic: typeof AnyTopic<SubscriberNode> = AnyTopic;

const PROMPT_REDIRECTS = 3; // further ones wait, lest two nodes that disagree keep a channel running in circles
/**
 * Milliseconds between leaving a node and asking another that hears of the same messages. The word between nodes takes up to
 * 40 (Nagle's algorithm and delayed acknowledgements); what one told before, the other would tell again.
 */
const SETTLE_MS = 100;

/** Keeps subscribed at the servers what somebody listens to, wherever it belongs, and tells the listeners what they hear. */
export class PubSub implements NodeWatcher {
  /** What should be subscribed, by identity. */
  private readonly topics: Record<ChannelKind, Map<string, Topic>> = {
    channel: new Map(),
    pattern: new Map(),
    shard: new Map(),
  };
  private readonly nodes: SubscriberNodes;
  readonly homes: Homes;
  /** What may not stand where it should; looked at together at the end of the tick. */
  private readonly dirty = new Set<Topic>();
  /** What was refused for now. */
  private readonly refusedTopics = new Set<Topic>();
  private readonly timers = new Set<Cancel>();
  /** Subscriptions to which text is not enough. */
  private binary = 0;
  private readonly dispatcher: Dispatcher;
  private readonly settings: Settings;

  constructor(dispatcher: Dispatcher, settings: Settings, turn: Turn) {
    this.dispatcher = dispatcher;
    this.settings = settings;
    this.nodes = new SubscriberNodes(this, settings, turn);
    this.homes = new Homes(dispatcher, settings.runtime);
    this.timers.add(dispatcher.watch(() => this.topologySeen()));
  }

  /** Text costs less: bytes are asked of the decoder only while somebody needs them. */
  get mode(): number {
    return this.binary === 0 ? DecodeMode.PLAIN : DecodeMode.PLAIN | DecodeMode.BYTES;
  }

  /** @throws {UsageError} `ERR_USAGE_ARGUMENT`, `ERR_USAGE_OPTION` */
  listen<R extends Form>(
    kind: ChannelKind,
    names: Key | readonly Key[],
    options: SubscribeOptions<R> = {},
  ): Subscription<Text<R>> {
    const maxBuffered = resolveMaxBuffered(options);
    const topics = [...new Set(checkedNames(names).map((name) => this.topicOf(new Channel(kind, name))))];
    const asBytes = options.reply === "bytes";
    const isBinary = asBytes || topics.some(({ channel }) => !channel.isText);
    const { signal } = options;
    const abort = (): void => subscription.abort(signal?.reason);
    const subscription = new Subscription<Text<R>>(
      topics.map(({ channel }) => channel),
      topics.filter(({ place }) => place.kind !== "on").map(({ channel }) => channel),
      asBytes,
      maxBuffered,
      () => {
        signal?.removeEventListener("abort", abort);
        late();
        for (const leave of leaving) leave();
      },
    );
    const late = this.after(this.settings.timeoutMs, () => subscription.timedOut());
    void subscription.ready.then(late, late);
    const leaving = topics.map((topic) => this.join(topic, subscription, isBinary));
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
    return subscription;
  }

  /** Has `listener` hear of one channel, as bytes, until it is cancelled. `stands`: whether it is subscribed now. */
  attach(kind: ChannelKind, name: Uint8Array, listener: Listener): { stands: () => boolean; cancel: Cancel } {
    const topic = this.topicOf(new Channel(kind, name));
    const cancel = this.join(topic, listener, true);
    return { stands: () => topic.place.kind === "on", cancel };
  }

  close(): void {
    for (const byIdentity of Object.values(this.topics)) {
      for (const { listeners } of byIdentity.values()) for (const one of [...listeners]) void one.close();
      byIdentity.clear();
    }
    for (const cancel of this.timers) cancel();
    this.dirty.clear();
    this.nodes.close();
  }

  up(node: SubscriberNode): void {
    this.lose(node);
  }

  down(node: SubscriberNode): void {
    this.lose(node);
    this.homes.leave(node.link.name);
    this.dispatcher.suspect();
  }

  /** It may be frozen, or cut off from here. What any node can do another does; for the rest the topology decides. */
  stalled(node: SubscriberNode): void {
    this.dispatcher.suspect();
    if (this.homes.leave(node.link.name)) this.lookAll(node.topics);
  }

  told(node: SubscriberNode, [kind, name, second, third]: readonly Reply[]): void {
    if (!isName(name)) return;
    const { channel, pattern, shard } = this.topics;
    if (kind === "message") channel.get(identityOf(name))?.hear(node, name, second, undefined);
    else if (kind === "smessage") shard.get(identityOf(name))?.hear(node, name, second, undefined);
    else if (kind === "pmessage") pattern.get(identityOf(name))?.hear(node, second, third, name);
    else if (kind === "sunsubscribe") this.evicted(shard.get(identityOf(name)), node);
  }

  /** The node has lost the slot, and said so unasked. */
  private evicted(topic: Topic | undefined, node: SubscriberNode): void {
    if (topic === undefined || topic.place.kind === "nowhere" || topic.place.node !== node) return;
    topic.lose("moved", this.now);
    this.look(topic);
    this.dispatcher.suspect();
  }

  private join(topic: Topic, listener: Listener, isBinary: boolean): Cancel {
    if (isBinary) this.binary++;
    topic.listeners.add(listener);
    this.look(topic);
    return () => {
      if (!topic.listeners.delete(listener)) return;
      if (isBinary) this.binary--;
      this.look(topic);
    };
  }

  /** Whatever was subscribed at the node is not any more. */
  private lose(node: SubscriberNode): void {
    for (const topic of [...node.topics]) {
      topic.lose("reconnected", this.now);
      this.look(topic);
    }
  }

  private topologySeen(): void {
    this.lookAll(this.topics.shard.values());
    if (!this.homes.leaveIfGone()) return;
    this.lookAll(this.topics.channel.values());
    this.lookAll(this.topics.pattern.values());
  }

  private topicOf(channel: Channel): Topic {
    const topics = this.topics[channel.kind];
    const topic = topics.get(channel.identity) ?? new Topic(channel);
    topics.set(channel.identity, topic);
    return topic;
  }

  private look(topic: Topic): void {
    if (this.dirty.size === 0) queueMicrotask(() => this.reconcile());
    this.dirty.add(topic);
  }

  private lookAll(topics: Iterable<Topic>): void {
    for (const topic of topics) this.look(topic);
  }

  private reconcile(): void {
    const topics = [...this.dirty];
    this.dirty.clear();
    const { now } = this;
    const areApart = (a: SubscriberNode, b: SubscriberNode): boolean =>
      this.homes.areApart(a.link.name, b.link.name);
    const { orders, waiting, settling } = plan(
      topics,
      ({ slot }) => this.homeOf(slot),
      ({ link }) => link.ready,
      (topic, home) => topic.isSettled(home, now, SETTLE_MS, areApart),
    );
    for (const order of orders) this.give(order);
    for (const { topic, node } of waiting) {
      topic.lose("moved", this.now);
      topic.put({ kind: "waiting", node });
      node.link.connect();
    }
    if (settling.length > 0) this.after(SETTLE_MS + 1, () => this.lookAll(settling));
    for (const topic of topics) if (!topic.wanted) this.forget(topic);
  }

  private forget(topic: Topic): void {
    topic.lose("moved", this.now);
    const topics = this.topics[topic.kind];
    if (topics.get(topic.channel.identity) === topic) topics.delete(topic.channel.identity);
  }

  private homeOf(slot: number): SubscriberNode | undefined {
    const address = this.homes.of(slot);
    return address === undefined ? undefined : this.nodes.at(address);
  }

  private give(order: SubscribeOrder): void {
    const { verb, node, slot, topics } = order;
    const receiver = {
      fulfil: () => this.confirmed(topics, receiver),
      reject: (_part: number, error: Error) => this.failed(order, receiver, error),
    };
    const call = callOf(order, this.now + this.settings.timeoutMs, receiver);
    for (const topic of topics) {
      topic.lose("moved", this.now);
      if (verb === "unsubscribe") continue;
      topic.put({ kind: "asked", node });
      topic.askedBy = receiver;
    }
    if (verb === "subscribe" && slot !== -1) call.asking = this.homes.asks(slot);
    node.link.send(call);
  }

  private confirmed(topics: readonly Topic[], receiver: object): void {
    const asked = topics.filter(({ askedBy }) => askedBy === receiver);
    reportGap(asked, this.now);
    for (const topic of asked) topic.confirm();
  }

  private failed({ topics, node, slot }: SubscribeOrder, receiver: object, error: Error): void {
    // Without an answer nothing is known of what is subscribed on this connection.
    if (!(error instanceof ReplyError)) {
      node.link.reconnect("A subscription was not confirmed");
      return;
    }
    const asked = topics.filter(({ askedBy }) => askedBy === receiver);
    if (asked.length === 0) return;
    for (const topic of asked) topic.lose("moved", this.now);
    const refusal = judgeRefusal(error, node.link.address);
    if (refusal.kind === "final") {
      this.refuse(asked, error);
      return;
    }
    const prompt = refusal.kind === "redirect";
    if (prompt) this.homes.redirect(slot, refusal.address, refusal.asking);
    this.dispatcher.suspect();
    for (const topic of asked) {
      if (++topic.attempts <= PROMPT_REDIRECTS && prompt) this.look(topic);
      else this.lookLater(topic);
    }
  }

  private refuse(topics: readonly Topic[], error: ReplyError): void {
    for (const topic of topics) {
      topic.alone = topics.length > 1;
      if (topic.alone) this.look(topic);
      else for (const listener of [...topic.listeners]) listener.fail(error);
    }
  }

  private lookLater(topic: Topic): void {
    this.refusedTopics.add(topic);
    if (this.refusedTopics.size > 1) return;
    const { maxBackoffMs, runtime } = this.settings;
    this.after(backoffMs(topic.attempts, maxBackoffMs, runtime), () => {
      this.lookAll(this.refusedTopics);
      this.refusedTopics.clear();
    });
  }

  private get now(): number {
    return this.settings.runtime.now();
  }

  private after(ms: number, fn: () => void): Cancel {
    const cancel = this.settings.runtime.after(ms, () => {
      this.timers.delete(cancel);
      fn();
    });
    this.timers.add(cancel);
    return () => {
      this.timers.delete(cancel);
      cancel();
    };
  }
}
