import { type CommandSpec, Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call, type Receiver } from "../connection/call.ts";
import type { ChannelKind } from "./channel.ts";
import type { Order } from "./plan.ts";
import type { SubscriberNode } from "./subscriber-node.ts";
import type { Topic } from "./topic.ts";

/** A command for subscriptions, and where it goes. */
export type SubscribeOrder = Order<Topic<SubscriberNode>, SubscriberNode>;

const PREFIX: Record<ChannelKind, string> = { channel: "", pattern: "P", shard: "S" };

const SPECS: Record<SubscribeOrder["verb"], Record<ChannelKind, CommandSpec>> = {
  subscribe: specs("SUBSCRIBE"),
  unsubscribe: specs("UNSUBSCRIBE"),
};

/** The call that carries out `order`; it has a reply once every name is confirmed. */
export function callOf(order: SubscribeOrder, deadline: number, receiver: Receiver): Call {
  const names = order.topics.map(({ channel }) => channel.wire);
  // A node that loses the slot confirms each name unasked, once, and then refuses this command. To confirm one name twice,
  // it must have run the command: so neither is taken for the other, and the refusal for that of a later command.
  if (order.verb === "unsubscribe" && order.kind === "shard") names.push(names[0] as string | Buffer);
  return new Call(SPECS[order.verb][order.kind], names, 0, deadline, true, receiver);
}

function specs(name: string): Record<ChannelKind, CommandSpec> {
  const spec = (kind: ChannelKind): CommandSpec =>
    plainSpec(PREFIX[kind] + name, Flag.PUBSUB | Flag.PUSH_REPLY);
  return { channel: spec("channel"), pattern: spec("pattern"), shard: spec("shard") };
}
