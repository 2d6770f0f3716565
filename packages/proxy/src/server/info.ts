import type { Sessions } from "./sessions.ts";

/** The kind of question to all processes that {@link figuresOf} answers. */
export const INFO = "info";

/** Fields of `INFO`. */
export type Figures = Readonly<Record<string, string | number>>;

/** What one process adds to `INFO`. */
export interface ProcessFigures {
  readonly connected: number;
  readonly received: number;
}

export function figuresOf({ byId, accepted }: Sessions): ProcessFigures {
  return { connected: byId.size, received: accepted };
}

/** What the proxy says of itself in place of the servers. */
export function infoFields(all: readonly ProcessFigures[], port: number, uptimeMs: number): Figures {
  const sum = (of: (figures: ProcessFigures) => number): number =>
    all.reduce((total, each) => total + of(each), 0);
  return {
    redis_mode: "standalone",
    server_mode: "standalone",
    cluster_enabled: 0,
    role: "master",
    connected_slaves: 0,
    process_id: process.pid,
    tcp_port: port,
    uptime_in_seconds: Math.floor(uptimeMs / 1000),
    uptime_in_days: Math.floor(uptimeMs / 86_400_000),
    connected_clients: sum(({ connected }) => connected),
    total_connections_received: sum(({ received }) => received),
    loading: 0,
  };
}
