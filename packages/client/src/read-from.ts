import type { Address } from "./address.ts";

/** One node that a read may go to, as a function given as `readFrom` sees it. */
export interface ReadCandidate {
  readonly address: Address;
  readonly role: "primary" | "replica";
  /** Availability zone, where it is known. */
  readonly zone: string | undefined;
  /** Connected and answering, or not tried yet. */
  readonly usable: boolean;
}

/**
 * Where commands that only read keys go. A replica may answer with an older value than the primary has.
 *
 * - `"primary"`: the primary;
 * - `"preferReplica"`: the replicas in turn; the primary while none is usable;
 * - `"replica"`: the replicas in turn, never the primary; `ERR_ROUTE_NO_REPLICA` where a shard has none;
 * - `"allNodes"`: primary and replicas in turn;
 * - `"azAffinity"`: the replicas in the client's zone, else any replica, else the primary;
 * - `"azAffinityReplicasAndPrimary"`: the replicas in the client's zone, else the primary if it is there, else any
 *   replica, else the primary;
 * - a function: chooses one of a shard's nodes; `undefined` for the primary.
 *
 * A node that is away is passed over, and used again as soon as it is back.
 */
export type ReadFrom =
  | "primary"
  | "preferReplica"
  | "replica"
  | "allNodes"
  | "azAffinity"
  | "azAffinityReplicasAndPrimary"
  | ((candidates: readonly ReadCandidate[]) => ReadCandidate | undefined);

export const READ_STRATEGIES: readonly unknown[] = [
  "primary",
  "preferReplica",
  "replica",
  "allNodes",
  "azAffinity",
  "azAffinityReplicasAndPrimary",
];
