import type { ErrorReply, Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { Call } from "../connection/call.ts";
import type { Step } from "../connection/handshake.ts";
import type { Settings } from "../options.ts";
import type { Cancel } from "../runtime.ts";
import type { Topology } from "../topology.ts";
import type { Leases } from "./lease.ts";
import type { Load } from "./load.ts";

/** Hears what happens on connections set up for a purpose. `node` is the text form of a server's address. */
export interface Ears {
  pushed(node: string, items: Reply[]): void;
  connected(node: string): void;
  disconnected(node: string): void;
  /** The call goes, this once, to a node that is taking its slot over. */
  asked(call: Call): void;
}

/** What a client stands on: one server, or a cluster. */
export interface Dispatcher {
  /** Sends a call where it belongs. Its outcome, errors included, goes to the call. */
  dispatch(call: Call): void;
  /** Whether keys belong to slots, and slots to nodes: then a transaction's keys must be of one slot. */
  readonly hasSlots: boolean;
  /**
   * The caller of `call` has given up. `true` if the dispatcher sees to it that it is settled, so that nothing is lost which
   * the server has taken out for it by now.
   */
  cancel(call: Call, reason: unknown): boolean;
  /** It has ended: there are no nodes any more, and calls fail with `ERR_CLOSED`. */
  readonly closed: boolean;
  /** Connections that one user at a time has to itself. */
  readonly leases: Leases;
  /** Whether the server at `from` has refused without running anything, and may take it later or elsewhere. */
  isPassing(reply: ErrorReply, slot: number, from: Address): boolean;
  /** The primary of a slot; of any slot, a healthy one if there is one, for -1. `undefined` while none is known. */
  addressOf(slot: number): Address | undefined;
  /** The nodes as known at this moment; a single server is one shard with all slots. */
  readonly topology: Topology;
  /** Calls `listener` after each look at the topology, whether it changed or not, until it is cancelled. */
  watch(listener: () => void): Cancel;
  /** Something does not fit the topology as it is known: looks at it anew soon. */
  suspect(): void;
  /** Another dispatcher for the same servers, over connections of its own that are set up by `setup`. */
  beside(setup: readonly Step[], ears: Ears): Dispatcher;
  /** Another one for the same servers as somebody else, or speaking otherwise. */
  twin(changes: Partial<Settings>): Dispatcher;
  /** What it carries at this moment. */
  load(): Load;
  /** Makes every connection anew. Rejects, at the end, with the first that could not be made: then the old one stays. */
  renew(): Promise<void>;
  /** Takes no more calls; fulfils when what is under way is settled and every connection ended. */
  close(): Promise<void>;
  /** Ends at once; what is under way fails with `ERR_CLOSED`. */
  destroy(): void;
}
