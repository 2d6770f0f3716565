import type { ErrorReply, Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { Call } from "../connection/call.ts";
import type { Subscriber } from "../connection/subscriber-sink.ts";
import type { Turn } from "../connection/turn.ts";
import { ReplyError } from "../errors.ts";
import { Link, type LinkOwner } from "../link/link.ts";
import type { Settings } from "../options.ts";
import type { Topic } from "./topic.ts";

/** What happens at a node. */
export interface NodeWatcher extends Subscriber {
  /** A connection stands, and nothing is subscribed on it. */
  up(node: SubscriberNode): void;
  down(node: SubscriberNode): void;
  stalled(node: SubscriberNode): void;
  /** A message, or something unasked. */
  told(node: SubscriberNode, items: readonly Reply[]): void;
}

/** A node that has subscriptions, on one connection for all of them. */
export class SubscriberNode implements LinkOwner {
  readonly link: Link;
  /** What is subscribed there, or is to be. */
  readonly topics: Set<Topic<SubscriberNode>> = new Set();
  private readonly watcher: NodeWatcher;

  constructor(address: Address, watcher: NodeWatcher, settings: Settings, turn: Turn) {
    this.watcher = watcher;
    this.link = new Link(address, this, settings, turn, [], watcher);
  }

  refused(link: Link, call: Call, reply: ErrorReply): void {
    call.reject(new ReplyError(reply.code, reply.message, call.spec.name, link.name));
  }

  /** What was on its way is asked for again once there is a connection. */
  returned(): void {}

  pushed(_link: Link, items: Reply[]): void {
    this.watcher.told(this, items);
  }

  connected(): void {
    this.watcher.up(this);
  }

  disconnected(): void {
    this.watcher.down(this);
  }

  stalled(): void {
    this.watcher.stalled(this);
  }
}
