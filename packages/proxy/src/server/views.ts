import { addressText, commandTable } from "fairlead/internal";
import type { BackendView, SessionView, SlowView } from "../admin/source.ts";
import type { SlowEntry } from "../observe/slow-log.ts";
import type { Peer } from "../resp/shared.ts";
import type { Upstream } from "../resp/upstream.ts";

export function sessionView(peer: Peer, now: number): SessionView {
  const { context } = peer;
  return {
    id: context.id,
    address: context.address,
    user: context.user ?? null,
    listener: peer.listener,
    mode: peer.mode,
    protocol: `resp${context.protocol}`,
    database: context.database,
    ageMs: now - context.connectedAt,
    idleMs: Math.max(0, peer.idleMs),
    lastCommand: context.lastCommand === "" ? null : knownCommand(context.lastCommand),
    pending: peer.pending,
    bufferedBytes: peer.traffic.bufferedBytes,
    holds: peer.holds,
  };
}

/** What no server knows may be anything, a password in the wrong place too. */
function knownCommand(name: string): string {
  return commandTable().has(name) ? name : "UNKNOWN";
}

export function backendView({ name, events, fleet, load }: Upstream): BackendView {
  const { kind, unreachable } = events.state;
  return {
    name,
    state: kind,
    unreachable,
    ...load,
    shards: fleet.topology.shards.map(({ primary, replicas, slots }) => ({
      primary: addressText(primary.address),
      replicas: replicas.map(({ address }) => addressText(address)),
      slots,
    })),
  };
}

export function slowView({ micros, at, key, more: _, ...same }: SlowEntry): SlowView {
  return { ...same, at: new Date(at).toISOString(), durationMs: micros / 1000, key: key?.toString() ?? null };
}

/** What all processes say of the same backends; they know the same servers. */
export function sumOfViews(all: readonly (readonly BackendView[])[]): readonly BackendView[] {
  const byName = new Map<string, BackendView>();
  for (const view of all.flat()) {
    const { connections = 0, queued = 0 } = byName.get(view.name) ?? {};
    byName.set(view.name, {
      ...view,
      connections: connections + view.connections,
      queued: queued + view.queued,
    });
  }
  return [...byName.values()];
}
