import type { ConnectEvent, PoolEvent } from "./events.ts";

/** Which connections stand, as far as their events tell: those made before somebody listened are not known. */
export class OpenConnections {
  /** The last event of each node's pool. */
  readonly pools: Map<string, PoolEvent> = new Map();
  /** Number of each open connection -> its address. */
  private readonly open = new Map<number, string>();

  changed({ kind, connection, address }: ConnectEvent): void {
    if (kind === "connected") this.open.set(connection, address);
    else this.open.delete(connection);
  }

  pooled(event: PoolEvent): void {
    if (event.leased + event.idle + event.waiting > 0) this.pools.set(event.address, event);
    else this.pools.delete(event.address);
  }

  byAddress(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const address of this.open.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
    return counts;
  }
}
