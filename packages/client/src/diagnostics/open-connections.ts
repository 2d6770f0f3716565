import type { ConnectEvent, PoolEvent } from "./events.ts";

/** Which connections stand, as far as their events tell: those made before somebody listened are not known. */
export class OpenConnections {
  /** The last event of each node's pool. */
  readonly pools: Map<string, PoolEvent> = new Map();
  /** Connections that were made again to a node after a loss or a failure. */
  reconnects = 0;
  /** Number of each open connection -> its address. */
  private readonly open = new Map<number, string>();
  /** Nodes to which a connection was lost or refused, and none has been made since. */
  private readonly missed = new Set<string>();

  changed({ kind, connection, address }: ConnectEvent): void {
    if (kind === "connected") {
      this.open.set(connection, address);
      if (this.missed.delete(address)) this.reconnects++;
      return;
    }
    this.open.delete(connection);
    if (kind === "lost" || kind === "failed") this.missed.add(address);
  }

  pooled(event: PoolEvent): void {
    if (event.leased + event.idle + event.waiting > 0) this.pools.set(event.address, event);
    else this.pools.delete(event.address);
  }

  /** Nodes that are gone for good. */
  forget(addresses: readonly string[]): void {
    for (const address of addresses) this.missed.delete(address);
  }

  byAddress(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const address of this.open.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
    return counts;
  }
}
