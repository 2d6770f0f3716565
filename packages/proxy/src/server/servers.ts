import type { ListenerConfig, RespListenerConfig } from "../config/config.ts";
import { Mirror } from "../mirror/mirror.ts";
import type { MirrorStats } from "../mirror/mirror-stats.ts";
import { MirroredServers } from "../mirror/mirrored-servers.ts";
import type { Servers } from "../resp/upstream.ts";
import { RoutedServers } from "../routing/routed-servers.ts";
import { Routes } from "../routing/routes.ts";
import type { BackendSet, OpenNews, OpenServers } from "./backends.ts";

/** All servers behind a listener: its backend, those of its routes, and the mirror. `statsOf`: where to count that. */
export function serversOf(
  listener: RespListenerConfig,
  backends: BackendSet,
  statsOf: (listener: string) => MirrorStats,
): Servers {
  const { name, routes, mirror } = listener;
  const names = backendsOf(listener);
  const upstreams = names.map((each) => serversNamed(each, backends).upstream);
  const prefixes = routes.map((route) => ({ prefix: route.prefix, backend: names.indexOf(route.backend) }));
  const servers = routes.length === 0 ? upstreams[0]! : new RoutedServers(upstreams, new Routes(prefixes));
  if (mirror === undefined) return servers;
  const { upstream } = serversNamed(mirror.backend, backends);
  return new MirroredServers(servers, new Mirror(mirror, upstream, statsOf(name)));
}

/** Names of the backends that a listener's clients depend on: its own, then those of its routes. */
export function backendsOf(listener: ListenerConfig): readonly string[] {
  const routes = listener.protocol === "resp" ? listener.routes : [];
  return [...new Set([listener.backend, ...routes.map((route) => route.backend)])];
}

export function serversNamed(name: string, backends: BackendSet): OpenServers {
  const backend = backends.get(name);
  if (backend?.kind !== "resp") throw new Error(`there is no backend ${name} for RESP`);
  return backend;
}

export function newsNamed(name: string, backends: BackendSet): OpenNews {
  const backend = backends.get(name);
  if (backend?.kind !== "nntp") throw new Error(`there is no backend ${name} for NNTP`);
  return backend;
}
