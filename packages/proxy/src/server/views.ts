import { addressText } from "fairlead/internal";
import type { BackendView, SessionView, SlowView } from "../admin/source.ts";
import type { ProviderFigures } from "../observe/provider-figures.ts";
import type { SlowEntry } from "../observe/slow-log.ts";
import type { Upstream } from "../resp/upstream.ts";
import type { OpenBackend, OpenNews } from "./backends.ts";
import type { Guest } from "./protocol.ts";

export function sessionView(guest: Guest, now: number): SessionView {
  const { seen } = guest;
  const { context } = seen;
  return {
    id: context.id,
    address: context.address,
    user: context.user ?? null,
    listener: seen.listener,
    mode: seen.mode,
    ...guest.particulars(),
    ageMs: now - context.connectedAt,
    idleMs: Math.max(0, seen.idleMs),
    pending: seen.pending,
    bufferedBytes: seen.traffic.bufferedBytes,
    holds: seen.holds,
  };
}

export function backendView(backend: OpenBackend): BackendView {
  return backend.kind === "nntp" ? newsView(backend) : serversView(backend.upstream);
}

function serversView({ name, events, fleet, load }: Upstream): BackendView {
  const { kind, unreachable } = events.state;
  return {
    name,
    kind: "resp",
    state: kind,
    unreachable,
    ...load,
    shards: fleet.topology.shards.map(({ primary, replicas, slots }) => ({
      primary: addressText(primary.address),
      replicas: replicas.map(({ address }) => addressText(address)),
      slots,
    })),
    providers: [],
  };
}

function newsView({ name, providers }: OpenNews): BackendView {
  const figures = providers.figures();
  const down = figures.filter(({ coolingDown }) => coolingDown);
  const sum = (field: "connections" | "waiting"): number =>
    figures.reduce((total, each) => total + each[field], 0);
  const state = down.length === 0 ? "ready" : "degraded";
  return {
    name,
    kind: "nntp",
    state: down.length === figures.length ? "down" : state,
    unreachable: down.map(({ address }) => address),
    connections: sum("connections"),
    queued: sum("waiting"),
    shards: [],
    providers: figures,
  };
}

export function slowView({ micros, at, key, more: _, ...same }: SlowEntry): SlowView {
  return { ...same, at: new Date(at).toISOString(), durationMs: micros / 1000, key: key?.toString() ?? null };
}

/** What all processes say of the same backends; they know the same servers. */
export function sumOfViews(all: readonly (readonly BackendView[])[]): readonly BackendView[] {
  const byName = new Map<string, BackendView>();
  for (const view of all.flat()) {
    const { connections = 0, queued = 0, providers } = byName.get(view.name) ?? {};
    byName.set(view.name, {
      ...view,
      connections: connections + view.connections,
      queued: queued + view.queued,
      providers: view.providers.map((each, at) => sumOfFigures(providers?.[at], each)),
    });
  }
  return [...byName.values()];
}

/** A provider is passed over if any process does that. */
function sumOfFigures(sum: ProviderFigures | undefined, more: ProviderFigures): ProviderFigures {
  if (sum === undefined) return more;
  const { name, address, tier, coolingDown, failures, ...numbers } = more;
  const causes = new Set([...Object.keys(sum.failures), ...Object.keys(failures)]);
  return {
    name,
    address,
    tier,
    coolingDown: coolingDown || sum.coolingDown,
    failures: Object.fromEntries(
      [...causes].map((why) => [why, (sum.failures[why] ?? 0) + (failures[why] ?? 0)]),
    ),
    ...(Object.fromEntries(
      Object.entries(numbers).map(([key, value]) => [key, value + sum[key as keyof typeof numbers]]),
    ) as typeof numbers),
  };
}
