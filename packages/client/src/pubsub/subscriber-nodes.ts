import { type Address, addressText } from "../address.ts";
import type { Turn } from "../connection/turn.ts";
import type { Settings } from "../options.ts";
import type { Cancel } from "../runtime.ts";
import { type NodeWatcher, SubscriberNode } from "./subscriber-node.ts";

/** Milliseconds that a connection without subscriptions is kept at least, for the next that comes. */
const LINGER_MS = 1_000;

/** The nodes that have subscriptions, each only as long as it has some. */
export class SubscriberNodes {
  /** By {@link Link.name}; with what takes back the next look at whether it is used. */
  private readonly nodes = new Map<string, { readonly node: SubscriberNode; look: Cancel }>();
  private readonly watcher: NodeWatcher;
  private readonly settings: Settings;
  private readonly turn: Turn;

  constructor(watcher: NodeWatcher, settings: Settings, turn: Turn) {
    this.watcher = watcher;
    this.settings = settings;
    this.turn = turn;
  }

  at(address: Address): SubscriberNode {
    const name = addressText(address);
    const known = this.nodes.get(name);
    if (known !== undefined) return known.node;
    const node = new SubscriberNode(address, this.watcher, this.settings, this.turn);
    this.nodes.set(name, { node, look: this.lookAgain(node, false) });
    return node;
  }

  close(): void {
    for (const { node, look } of this.nodes.values()) {
      look();
      node.link.close();
    }
    this.nodes.clear();
  }

  private lookAgain(node: SubscriberNode, wasIdle: boolean): Cancel {
    return this.settings.runtime.after(LINGER_MS, () => {
      const { name } = node.link;
      const isIdle = node.topics.size === 0;
      const entry = this.nodes.get(name);
      if (entry === undefined) return;
      if (isIdle && wasIdle) {
        this.nodes.delete(name);
        node.link.close();
      } else {
        entry.look = this.lookAgain(node, isIdle);
      }
    });
  }
}
