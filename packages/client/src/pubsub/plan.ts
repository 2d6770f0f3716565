import type { ChannelKind } from "./channel.ts";

/** Where a subscription stands on the servers. */
export type Place<N> =
  | { readonly kind: "nowhere" }
  /** It belongs to a node that is not connected. */
  | { readonly kind: "waiting"; readonly node: N }
  | { readonly kind: "asked"; readonly node: N }
  | { readonly kind: "on"; readonly node: N };

/** One name that is or was to be subscribed to, as the planner sees it. */
export interface Placed<N> {
  readonly kind: ChannelKind;
  /** -1 for all but sharded channels. */
  readonly slot: number;
  /** Whether anybody listens. */
  readonly wanted: boolean;
  /** Shares no command with others: one of them was refused, and the server didn't say which. */
  readonly alone: boolean;
  readonly place: Place<N>;
}

/** One command to send. */
export interface Order<T, N> {
  readonly verb: "subscribe" | "unsubscribe";
  readonly node: N;
  readonly kind: ChannelKind;
  readonly slot: number;
  readonly topics: readonly T[];
}

/** What makes the servers' subscriptions those that are wanted. */
export interface Plan<T, N> {
  /** In the order to be sent: a node is left before another is asked. */
  readonly orders: readonly Order<T, N>[];
  /** What must wait for its node to be connected. */
  readonly waiting: readonly { readonly topic: T; readonly node: N }[];
  /** What must not be asked for yet. */
  readonly settling: readonly T[];
}

/** Names in one command, at most: what a server does at once delays all others. */
const CHUNK = 500;

/**
 * Compares what should be subscribed with what is, for the topics given.
 *
 * A topic is subscribed at one node, its home. One without a home at this moment stays where it is. Sharded channels share
 * a command only with others of their slot, because the server refuses the rest (CROSSSLOT), even where it owns both slots.
 * @param homeOf the node where a topic belongs, if one is known.
 * @param isUp whether commands reach a node.
 * @param isSettled whether a topic may be subscribed at its new home already.
 */
export function plan<T extends Placed<N>, N>(
  topics: Iterable<T>,
  homeOf: (topic: T) => N | undefined,
  isUp: (node: N) => boolean,
  isSettled: (topic: T, home: N) => boolean,
): Plan<T, N> {
  const leaving = new Batches<T, N>("unsubscribe");
  const joining = new Batches<T, N>("subscribe");
  const waiting: { topic: T; node: N }[] = [];
  const settling: T[] = [];
  const join = (topic: T, home: N): void => {
    if (!isUp(home)) waiting.push({ topic, node: home });
    else if (isSettled(topic, home)) joining.add(home, topic);
    else settling.push(topic);
  };
  for (const topic of topics) {
    const home = topic.wanted ? homeOf(topic) : undefined;
    if (topic.wanted && (home === undefined || isFor(topic.place, home, isUp(home)))) continue;
    const held = heldAt(topic.place);
    if (held !== undefined && isUp(held)) leaving.add(held, topic);
    if (home !== undefined) join(topic, home);
  }
  return { orders: [...leaving.orders, ...joining.orders], waiting, settling };
}

/** Whether nothing is to be done about a place for it to lead to `home`. */
function isFor<N>(place: Place<N>, home: N, isUp: boolean): boolean {
  if (place.kind === "nowhere" || place.node !== home) return false;
  return place.kind !== "waiting" || !isUp;
}

/** The node that has, or may have, the subscription. */
function heldAt<N>(place: Place<N>): N | undefined {
  return place.kind === "asked" || place.kind === "on" ? place.node : undefined;
}

/** Puts topics that may share a command together. */
class Batches<T extends Placed<N>, N> {
  readonly orders: (Order<T, N> & { readonly topics: T[] })[] = [];
  private readonly open = new Map<N, Map<string, T[]>>();
  private readonly verb: "subscribe" | "unsubscribe";

  constructor(verb: "subscribe" | "unsubscribe") {
    this.verb = verb;
  }

  add(node: N, topic: T): void {
    const { kind, slot } = topic;
    const byGroup = this.open.get(node) ?? new Map<string, T[]>();
    this.open.set(node, byGroup);
    const group = `${kind}${slot}`;
    const batch = topic.alone ? undefined : byGroup.get(group);
    if (batch !== undefined && batch.length < CHUNK) {
      batch.push(topic);
      return;
    }
    const topics = [topic];
    this.orders.push({ verb: this.verb, node, kind, slot, topics });
    if (!topic.alone) byGroup.set(group, topics);
  }
}
