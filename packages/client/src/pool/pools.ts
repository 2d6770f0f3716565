import { type Address, addressText } from "../address.ts";
import type { Turn } from "../connection/turn.ts";
import { DeliveryError } from "../errors.ts";
import type { Lease, Leases } from "../link/lease.ts";
import type { Settings } from "../options.ts";
import { Pool } from "./pool.ts";

/** A pool for each server that leases are asked for. */
export class Pools implements Leases {
  private readonly pools = new Map<string, Pool>();
  private readonly settings: Settings;
  private readonly turn: Turn;

  constructor(settings: Settings, turn: Turn) {
    this.settings = settings;
    this.turn = turn;
  }

  /** The pool of a server, made if it is new. */
  at(address: Address): Pool {
    const name = addressText(address);
    let pool = this.pools.get(name);
    if (pool === undefined) {
      pool = new Pool(address, this.settings, this.turn);
      this.pools.set(name, pool);
    }
    return pool;
  }

  take(address: Address, deadline: number, signal: AbortSignal | undefined): Promise<Lease> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const abort = (): void => {
        waiter.gone = true;
        reject(signal?.reason as Error);
      };
      const waiter = {
        command: "A lease",
        deadline,
        gone: false,
        give: (lease: Lease) => {
          signal?.removeEventListener("abort", abort);
          resolve(lease);
        },
        fail: (error: Error) => {
          signal?.removeEventListener("abort", abort);
          reject(error);
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.at(address).request(waiter);
    });
  }

  /** Connections, and who waits for one. */
  get load(): { readonly connections: number; readonly queued: number } {
    let [connections, queued] = [0, 0];
    for (const { counts } of this.pools.values()) {
      connections += counts.idle + counts.leased;
      queued += counts.waiting;
    }
    return { connections, queued };
  }

  /** Closes the pools of servers that are not among `known`: whoever waits there goes elsewhere. */
  retain(known: ReadonlySet<string>): void {
    for (const [name, pool] of this.pools) {
      if (known.has(name)) continue;
      this.pools.delete(name);
      pool.close(new DeliveryError("ERR_CONNECTION_LOST", "unsent", "A lease", name));
    }
  }

  renew(): void {
    for (const pool of this.pools.values()) pool.renew();
  }

  /** Calls that wait for a connection, or are not answered on one that is lent. */
  get pending(): number {
    return [...this.pools.values()].reduce((sum, pool) => sum + pool.pending, 0);
  }

  /** Ends every connection; those that are lent end under their users. */
  close(): void {
    for (const pool of this.pools.values()) {
      pool.destroy(new DeliveryError("ERR_CLOSED", "unsent", "A lease", pool.name));
    }
    this.pools.clear();
  }
}
