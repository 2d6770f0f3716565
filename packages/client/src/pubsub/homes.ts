import { type Address, addressText } from "../address.ts";
import type { Dispatcher } from "../link/dispatcher.ts";
import type { Runtime } from "../runtime.ts";

interface Redirect {
  readonly address: Address;
  readonly asking: boolean;
  /** The owner that the topology named when the redirect came: it counts until the topology names another. */
  readonly insteadOf: string | undefined;
}

/**
 * Where subscriptions belong: sharded channels to the primary of their slot, all others to one node, because each node of a
 * cluster hears every publish. Without slots that is the primary: a replica hears only what replication passes on to it, and may
 * miss what is published before it follows again, without a word.
 */
export class Homes {
  private readonly redirects = new Map<number, Redirect>();
  private common: Address | undefined = undefined;
  private shunned: string | undefined = undefined;
  private readonly dispatcher: Dispatcher;
  private readonly runtime: Runtime;

  constructor(dispatcher: Dispatcher, runtime: Runtime) {
    this.dispatcher = dispatcher;
    this.runtime = runtime;
  }

  /** The home of a slot's channels, or of what has no slot for -1. `undefined` while none is known. */
  of(slot: number): Address | undefined {
    if (slot === -1) {
      this.common ??= this.choose();
      return this.common;
    }
    const owner = this.dispatcher.addressOf(slot);
    const redirect = this.redirects.get(slot);
    if (redirect === undefined) return owner;
    if (redirect.insteadOf === nameOf(owner)) return redirect.address;
    this.redirects.delete(slot);
    return owner;
  }

  /** A node said that another serves a slot, or, `asking`, is about to. */
  redirect(slot: number, address: Address, asking: boolean): void {
    const insteadOf = nameOf(this.dispatcher.addressOf(slot));
    if (insteadOf === addressText(address)) this.redirects.delete(slot);
    else this.redirects.set(slot, { address, asking, insteadOf });
  }

  /** Whether the home of a slot must be told that the channel is asked for on another's word. */
  asks(slot: number): boolean {
    return this.redirects.get(slot)?.asking === true;
  }

  /** The node at `name` is of no use now. `true` if what has no slot belongs elsewhere from here on. */
  leave(name: string): boolean {
    if (nameOf(this.common) !== name) return false;
    this.shunned = name;
    this.common = this.choose();
    return nameOf(this.common) !== name;
  }

  /** The same, if the node is none of those any more where it may be. */
  leaveIfGone(): boolean {
    const name = nameOf(this.common);
    if (name === undefined) return true;
    const known = this.nodes().map(addressText);
    return known.length > 0 && !known.includes(name) && this.leave(name);
  }

  /** Whether two nodes are primaries of two shards, and so never hear of the same sharded messages. */
  areApart(a: string, b: string): boolean {
    const primaries = this.dispatcher.topology.shards.map(({ primary }) => addressText(primary.address));
    return primaries.includes(a) && primaries.includes(b);
  }

  private choose(): Address | undefined {
    const any = this.dispatcher.addressOf(-1);
    if (nameOf(any) !== this.shunned) return any;
    const others = this.nodes().filter((address) => addressText(address) !== this.shunned);
    return others[Math.floor(this.runtime.random() * others.length)] ?? any;
  }

  /** Where what has no slot may be. */
  private nodes(): Address[] {
    const { hasSlots, topology } = this.dispatcher;
    const nodes = topology.shards.flatMap(({ primary, replicas }) =>
      hasSlots ? [primary, ...replicas] : [primary],
    );
    return nodes.map(({ address }) => address);
  }
}

function nameOf(address: Address | undefined): string | undefined {
  return address === undefined ? undefined : addressText(address);
}
