import type { Address } from "../address.ts";
import type { ReadCandidate, ReadFrom } from "../read-from.ts";
import type { Role } from "../route.ts";

/** Of a node, what the choice depends on. */
export interface Readable {
  readonly address: Address;
  readonly zone: string | undefined;
  readonly usable: boolean;
}

/**
 * The node of a shard for one read; `undefined` if it must be a replica and there is none. `turn` rotates over equals.
 */
export function chooseReader<N extends Readable>(
  primary: N,
  replicas: readonly N[],
  strategy: ReadFrom | Role,
  zone: string | undefined,
  turn: number,
): N | undefined {
  switch (strategy) {
    case "primary":
      return primary;
    case "replica":
      return nextUsable(replicas, turn, undefined) ?? replicas[turn % replicas.length];
    case "preferReplica":
      return nextUsable(replicas, turn, undefined) ?? primary;
    case "allNodes":
      return turn % (replicas.length + 1) === 0 && primary.usable
        ? primary
        : (nextUsable(replicas, turn, undefined) ?? primary);
    case "azAffinity":
      return local(replicas, turn, zone) ?? nextUsable(replicas, turn, undefined) ?? primary;
    case "azAffinityReplicasAndPrimary":
      return (
        local(replicas, turn, zone) ??
        (primary.usable && zone !== undefined && primary.zone === zone ? primary : undefined) ??
        nextUsable(replicas, turn, undefined) ??
        primary
      );
    default:
      return chosenBy(strategy, primary, replicas);
  }
}

function local<N extends Readable>(
  nodes: readonly N[],
  turn: number,
  zone: string | undefined,
): N | undefined {
  return zone === undefined ? undefined : nextUsable(nodes, turn, zone);
}

function nextUsable<N extends Readable>(
  nodes: readonly N[],
  turn: number,
  zone: string | undefined,
): N | undefined {
  for (let step = 0; step < nodes.length; step++) {
    const node = nodes[(turn + step) % nodes.length] as N;
    if (node.usable && (zone === undefined || node.zone === zone)) return node;
  }
  return undefined;
}

function chosenBy<N extends Readable>(
  choose: Exclude<ReadFrom, string>,
  primary: N,
  replicas: readonly N[],
): N {
  const nodes = [primary, ...replicas];
  const candidates = nodes.map(
    ({ address, zone, usable }, at): ReadCandidate => ({
      address,
      zone,
      usable,
      role: at === 0 ? "primary" : "replica",
    }),
  );
  const chosen = choose(candidates);
  return (chosen === undefined ? undefined : nodes[candidates.indexOf(chosen)]) ?? primary;
}
