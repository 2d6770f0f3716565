/** How often one server ran commands of one mark. */
export interface Runs {
  readonly forClients: number;
  /** As a replica, repeating what its primary ran. */
  readonly replicated: number;
}

/**
 * What one server ran while it was watched, by mark: a `SET` and an `RPUSH` are marked by their token, an `INCR`
 * and once more an `RPUSH` by their key.
 */
export interface ServerRecord {
  readonly server: string;
  readonly runs: ReadonlyMap<string, Runs>;
}

/** One server took over from another. Both were watched, and in their old roles, since before the load. */
export interface Failover {
  readonly from: string;
  readonly to: string;
}

/** What the servers themselves lost: the old primary ran it, its successor never got it. */
export interface ServerLosses {
  readonly tokens: ReadonlySet<string>;
  /** By key of a counter or list: the old primary reached `reached`, the successor went on from `kept`. */
  readonly bands: ReadonlyMap<string, Band>;
}

/** Counts above `kept` up to `reached` were given out once by the old primary and again by its successor. */
export interface Band {
  readonly kept: number;
  readonly reached: number;
}

/** Of a mark that was never seen. */
export const NEVER: Runs = { forClients: 0, replicated: 0 };

/** How often clients had commands of a mark run, on all servers together. Replication does not count. */
export function clientRuns(records: readonly ServerRecord[], mark: string): number {
  return records.reduce((sum, record) => sum + (record.runs.get(mark) ?? NEVER).forClients, 0);
}

/** Compares what the two servers of each fail-over ran. */
export function serverLosses(failovers: readonly Failover[], records: readonly ServerRecord[]): ServerLosses {
  const tokens = new Set<string>();
  const bands = new Map<string, Band>();
  for (const failover of failovers) {
    const from = records.find((record) => record.server === failover.from);
    const to = records.find((record) => record.server === failover.to);
    for (const [mark, { forClients: reached }] of from?.runs ?? []) {
      const { forClients, replicated: kept } = to?.runs.get(mark) ?? NEVER;
      if (reached > kept) bands.set(mark, { kept, reached });
      if (forClients + kept === 0) tokens.add(mark);
    }
  }
  return { tokens, bands };
}
