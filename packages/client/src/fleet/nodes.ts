import { type Address, addressText } from "../address.ts";
import type { Link } from "../link/link.ts";
import { SLOT_COUNT } from "../route.ts";
import type { Topology } from "../topology.ts";
import type { Node } from "./node.ts";

/** A shard's nodes, ready to be sent to. */
export interface ShardNodes {
  readonly primary: Node;
  readonly replicas: readonly Node[];
  /** Made from a redirect: its replicas are not known yet. */
  readonly provisional: boolean;
  /** Counts reads, to go round. */
  turn: number;
}

/** The nodes of a fleet by name and by slot, as of the last look at its topology. */
export class Nodes {
  shards: ShardNodes[] = [];
  private readonly byName = new Map<string, Node>();
  private readonly bySlot: (ShardNodes | undefined)[] = new Array(SLOT_COUNT).fill(undefined);
  private readonly make: (address: Address) => Node;

  constructor(make: (address: Address) => Node) {
    this.make = make;
  }

  get all(): Node[] {
    return [...this.byName.values()];
  }

  /** The node at an address, made if it is new. */
  at(address: Address): Node {
    const name = addressText(address);
    let node = this.byName.get(name);
    if (node === undefined) {
      node = this.make(address);
      this.byName.set(name, node);
    }
    return node;
  }

  /** The node with this address or alias, if there is one. */
  find(address: Address): Node | undefined {
    const exact = this.byName.get(addressText(address));
    if (exact !== undefined) return exact;
    return this.all.find((node) => node.address.port === address.port && node.aliases.includes(address.host));
  }

  ofSlot(slot: number): ShardNodes | undefined {
    return this.bySlot[slot];
  }

  isPrimary(node: Node): boolean {
    return this.shards.some((shard) => shard.primary === node);
  }

  /** Whether it is a node's own link. */
  own(link: Link): boolean {
    return this.find(link.address)?.links.includes(link) === true;
  }

  /** Whether calls wait for a primary that does not answer: then the topology is likely to change. */
  get inTrouble(): boolean {
    if (this.shards.length === 0) return true;
    return this.shards.some(({ primary: { main } }) => main.pending > 0 && !main.well);
  }

  /** Takes note that a redirect named the owner of a slot. */
  move(slot: number, owner: Node): void {
    this.bySlot[slot] = this.shards.find((shard) => shard.primary === owner) ?? {
      primary: owner,
      replicas: [],
      provisional: true,
      turn: 0,
    };
  }

  /** Replaces shards and slots, and returns the nodes that belong to none any more. They are forgotten. */
  apply(topology: Topology): Node[] {
    this.bySlot.fill(undefined);
    const known = new Set<Node>();
    const turns = new Map(this.shards.map(({ primary, turn }) => [primary, turn]));
    this.shards = topology.shards.map(({ primary, replicas, slots }) => {
      const [first, ...others] = [primary, ...replicas].map(({ address, aliases }) => {
        const node = this.at(address);
        node.aliases = aliases ?? [];
        known.add(node);
        return node;
      }) as [Node, ...Node[]];
      const shard = { primary: first, replicas: others, provisional: false, turn: turns.get(first) ?? 0 };
      for (const [from, to] of slots) this.bySlot.fill(shard, from, to + 1);
      return shard;
    });
    const gone = this.all.filter((node) => !known.has(node));
    for (const node of gone) this.byName.delete(node.name);
    return gone;
  }

  clear(): void {
    this.apply({ shards: [] });
  }
}
