import type { Address } from "../address.ts";
import type { Call } from "../connection/call.ts";
import type { Cancel } from "../runtime.ts";
import type { Topology } from "../topology.ts";
import type { Load } from "./load.ts";

/** What a client stands on: one server, or a cluster. */
export interface Dispatcher {
  /** Sends a call where it belongs. Its outcome, errors included, goes to the call. */
  dispatch(call: Call): void;
  /** The primary of a slot; of any slot, a healthy one if there is one, for -1. `undefined` while none is known. */
  addressOf(slot: number): Address | undefined;
  /** The nodes as known at this moment; a single server is one shard with all slots. */
  readonly topology: Topology;
  /** Calls `listener` after each look at the topology, whether it changed or not, until it is cancelled. */
  watch(listener: () => void): Cancel;
  /** What it carries at this moment. */
  load(): Load;
  /** Takes no more calls; fulfils when what is under way is settled and every connection ended. */
  close(): Promise<void>;
  /** Ends at once; what is under way fails with `ERR_CLOSED`. */
  destroy(): void;
}
