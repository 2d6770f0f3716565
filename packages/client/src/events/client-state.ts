import { addressText } from "../address.ts";
import type { Topology } from "../topology.ts";

/** How a client stands. */
export interface ClientState {
  /**
   * - `ready`: no node is known to be out of reach;
   * - `degraded`: some are, and calls to them wait;
   * - `down`: no primary can be reached, or none is known;
   * - `closed`: the client was closed.
   *
   * A client heals by itself in every state but `closed`.
   */
  readonly kind: "ready" | "degraded" | "down" | "closed";
  /** `host:port` of the nodes whose connection was lost or refused and has not been made again, sorted. */
  readonly unreachable: readonly string[];
}

export function stateOf(topology: Topology, unreachable: ReadonlySet<string>, closed: boolean): ClientState {
  if (closed) return { kind: "closed", unreachable: [] };
  const primaries = topology.shards.map(({ primary }) => addressText(primary.address));
  const down = primaries.every((primary) => unreachable.has(primary));
  const kind = down ? "down" : unreachable.size > 0 ? "degraded" : "ready";
  return { kind, unreachable: [...unreachable].sort() };
}

export function sameState(a: ClientState, b: ClientState): boolean {
  return a.kind === b.kind && a.unreachable.join() === b.unreachable.join();
}
