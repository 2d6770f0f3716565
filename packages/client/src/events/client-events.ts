import { publishTopology, topologyHasSubscribers } from "../diagnostics/publish.ts";
import { UsageError } from "../errors.ts";
import type { Cancel } from "../runtime.ts";
import type { Topology, TopologyChange } from "../topology.ts";
import { type ClientState, sameState, stateOf } from "./client-state.ts";
import { nodesIn, topologyChange } from "./topology-change.ts";

/** What a client tells its listeners, by event. */
export interface ClientEvents {
  /** Its state has changed. */
  readonly state: ClientState;
  /** Its topology has changed. */
  readonly topology: TopologyChange;
}

type Listeners = { readonly [E in keyof ClientEvents]: Set<(event: ClientEvents[E]) => void> };

/** Turns what the dispatcher meets with into the client's state, and tells the listeners of changes. */
export class Events {
  state: ClientState = stateOf({ shards: [] }, new Set(), false);
  /** Connections to nodes that were made again after a loss or a failure. */
  reconnects = 0;
  private topology: Topology = { shards: [] };
  private readonly unreachable = new Set<string>();
  private readonly listeners: Listeners = { state: new Set(), topology: new Set() };

  on<E extends keyof ClientEvents>(event: E, listener: (value: ClientEvents[E]) => void): Cancel {
    const listeners: Listeners[E] | undefined = this.listeners[event];
    if (listeners === undefined) {
      throw new UsageError("ERR_USAGE_ARGUMENT", `A client has no event "${event}"`);
    }
    // Each registration is its own, so that one listener can be registered twice and taken back once.
    const own = (value: ClientEvents[E]): void => listener(value);
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  /** A connection to a node stands. */
  reached(node: string): void {
    if (!this.unreachable.delete(node)) return;
    this.reconnects++;
    this.review(false);
  }

  /** The connection to a node was lost, or could not be made. */
  failed(node: string): void {
    this.unreachable.add(node);
    this.review(false);
  }

  /** The topology was looked at. */
  topologyIs(after: Topology): void {
    const before = this.topology;
    this.topology = after;
    const known = nodesIn(after);
    for (const node of this.unreachable) if (!known.has(node)) this.unreachable.delete(node);
    if (this.listeners.topology.size > 0 || topologyHasSubscribers()) {
      const change = topologyChange(before, after);
      if (change !== undefined) {
        publishTopology(change);
        this.emit("topology", change);
      }
    }
    this.review(false);
  }

  closed(): void {
    this.review(true);
  }

  private review(closed: boolean): void {
    if (this.state.kind === "closed") return;
    const state = stateOf(this.topology, this.unreachable, closed);
    if (sameState(state, this.state)) return;
    this.state = state;
    this.emit("state", state);
  }

  /** Listeners run in microtasks of their own: they meet no half-done work, and what one throws is its own. */
  private emit<E extends keyof ClientEvents>(event: E, value: ClientEvents[E]): void {
    const listeners = this.listeners[event];
    for (const listener of listeners) queueMicrotask(() => listeners.has(listener) && listener(value));
  }
}
