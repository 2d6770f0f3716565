import { type Address, addressText } from "../address.ts";
import { Flag } from "../commands/command.ts";
import { firstKey } from "../commands/keys.ts";
import { isForAll } from "../commands/policies.ts";
import type { Call } from "../connection/call.ts";
import { RouteError, UsageError } from "../errors.ts";
import type { Settings } from "../options.ts";
import type { Blocking } from "../pool/blocking.ts";
import type { ReadFrom } from "../read-from.ts";
import type { Role, Route } from "../route.ts";
import { slotNamed, slotOf } from "../routes/slot.ts";
import { chooseReader } from "./choose-reader.ts";
import { fanOut, splitBySlots } from "./fan-out.ts";
import type { Node } from "./node.ts";
import type { Nodes, ShardNodes } from "./nodes.ts";

/** Sends each call to the node, or the nodes, where it belongs or where its route leads at this moment. */
export class Router {
  private readonly nodes: Nodes;
  private readonly hasSlots: boolean;
  private readonly blocking: Blocking;
  private readonly settings: Settings;
  private readonly waitForOwner: (call: Call) => void;

  /** `waitForOwner` gets calls for which no node is known yet. */
  constructor(
    nodes: Nodes,
    hasSlots: boolean,
    blocking: Blocking,
    settings: Settings,
    waitForOwner: (call: Call) => void,
  ) {
    this.nodes = nodes;
    this.hasSlots = hasSlots;
    this.blocking = blocking;
    this.settings = settings;
    this.waitForOwner = waitForOwner;
  }

  dispatch(call: Call): void {
    call.asking = false;
    const route = call.options?.route;
    if (route !== undefined) {
      this.dispatchTo(route, call);
      return;
    }
    const { spec } = call;
    if (spec.request !== undefined && call.slot === -1 && this.divide(call)) return;
    if (!this.locate(call)) return;
    const shard = this.shardOf(call.slot);
    if (shard === undefined) this.waitForOwner(call);
    else if (
      this.settings.readFrom === "primary" ||
      call.blocking || // only a primary's connections can be borrowed
      (spec.flags & Flag.READONLY) === 0 ||
      spec.firstKey === -1
    ) {
      this.send(shard.primary, call);
    } else this.read(shard, this.settings.readFrom, call);
  }

  /** The shard of a slot; any, with a primary that is well if there is one, for -1. */
  shardOf(slot: number): ShardNodes | undefined {
    if (!this.hasSlots) return this.nodes.shards[0];
    return slot === -1 ? this.anyShard() : this.nodes.ofSlot(slot);
  }

  send(node: Node, call: Call): void {
    if (call.blocking) this.blocking.send(node.address, call);
    else node.main.send(call);
  }

  /** Sends a call to where its route leads now. */
  private dispatchTo(route: Route, call: Call): void {
    switch (route.kind) {
      case "allNodes":
      case "allPrimaries":
        this.sendToAll(call, route.kind === "allPrimaries");
        return;
      case "byAddress":
        this.sendTo(this.nodes.find(route.address), route.address, call);
        return;
      case "randomNode":
        this.sendToAny(call);
        return;
      case "anyPrimary":
        this.sendToShard(this.anyShard(), "primary", call);
        return;
      case "slotId":
        call.slot = route.slot;
        this.sendToShard(this.shardOf(route.slot), route.role, call);
        return;
      case "slotKey":
        call.slot = slotOf(route.key);
        this.sendToShard(this.shardOf(call.slot), route.role, call);
        return;
      case "ownKeys":
        if (call.spec.request === "multi_shard" && call.slot === -1 && this.divide(call)) return;
        if (this.locate(call)) this.sendToShard(this.shardOf(call.slot), route.role, call);
    }
  }

  /** Takes a call apart that belongs to several nodes; `false` if one will do. */
  private divide(call: Call): boolean {
    if (call.spec.request === "multi_shard") return this.hasSlots && splitBySlots(call, this);
    if (call.spec.request === "one_node") return this.refuseToGuess(call);
    if (!isForAll(call.spec)) return false;
    const primariesOnly = call.spec.request === "all_shards";
    if (this.everyNode(primariesOnly).length === 1 && call.options?.partial !== true) return false;
    this.sendToAll(call, primariesOnly);
    return true;
  }

  private refuseToGuess(call: Call): boolean {
    if (this.everyNode(false).length <= 1) return false;
    const message = `${call.spec.name} changes the one node it reaches: say which, with the option "route"`;
    call.reject(new UsageError("ERR_USAGE_ROUTE", message));
    return true;
  }

  private sendToAll(call: Call, primariesOnly: boolean): void {
    const nodes = this.everyNode(primariesOnly);
    if (nodes.length === 0) this.waitForOwner(call);
    else fanOut(call, nodes, this);
  }

  private sendTo(node: Node | undefined, address: Address, call: Call): void {
    if (node === undefined) {
      const name = addressText(address);
      call.reject(
        new RouteError("ERR_ROUTE_UNKNOWN_ADDRESS", `no node has the address ${name}`, call.spec.name),
      );
    } else this.sendWherever(node, call);
  }

  private sendToAny(call: Call): void {
    const writes = (call.spec.flags & Flag.WRITE) !== 0;
    const all = this.everyNode(writes);
    const node = this.pick(all, ({ usable }) => usable);
    if (node === undefined) this.waitForOwner(call);
    else this.sendWherever(node, call);
  }

  private everyNode(primariesOnly: boolean): Node[] {
    return this.nodes.shards.flatMap(({ primary, replicas }) =>
      primariesOnly ? [primary] : [primary, ...replicas],
    );
  }

  /** A replica gets reads of keys over its link for reads; all else over the main one. */
  private sendWherever(node: Node, call: Call): void {
    const { flags, firstKey: position } = call.spec;
    const reads = (flags & Flag.READONLY) !== 0 && position !== -1 && !this.nodes.isPrimary(node);
    if (reads) node.reader.send(call);
    else this.send(node, call);
  }

  private sendToShard(shard: ShardNodes | undefined, role: Role, call: Call): void {
    if (shard === undefined || (role === "replica" && shard.provisional)) this.waitForOwner(call);
    else if (role === "primary") this.send(shard.primary, call);
    else this.read(shard, role, call);
  }

  private read(shard: ShardNodes, strategy: ReadFrom | Role, call: Call): void {
    const turn = shard.turn++;
    let node: Node | undefined;
    try {
      node = chooseReader(shard.primary, shard.replicas, strategy, this.settings.zone, turn);
    } catch (error) {
      call.reject(error);
      return;
    }
    if (node === undefined) {
      const what = `${shard.primary.name} has no replica`;
      call.reject(new RouteError("ERR_ROUTE_NO_REPLICA", what, call.spec.name));
    } else if (node === shard.primary) this.send(node, call);
    else node.reader.send(call);
  }

  /**
   * Finds the slot of a call's first key, or the one that it names; `false` if its arguments are wrong, which the call then
   * knows.
   */
  private locate(call: Call): boolean {
    if (!this.hasSlots || call.slot !== -1) return true;
    const { firstKey: position, slotArgument } = call.spec;
    if (slotArgument !== -1) call.slot = slotNamed(call.args[slotArgument]);
    if (position === -1) return true;
    try {
      const key = firstKey(call);
      if (key !== undefined) call.slot = slotOf(key);
      return true;
    } catch (error) {
      call.reject(error);
      return false;
    }
  }

  private anyShard(): ShardNodes | undefined {
    return this.pick(this.nodes.shards, ({ primary }) => primary.main.ready);
  }

  /** One at random: of those that are well if there are any. */
  private pick<T>(all: readonly T[], isWell: (one: T) => boolean): T | undefined {
    const well = all.filter(isWell);
    const among = well.length > 0 ? well : all;
    return among[Math.floor(this.settings.runtime.random() * among.length)];
  }
}
