import type { ClusterNode } from "./cluster-node.ts";
import { running, shardsOf } from "./cluster-shards.ts";
import { owns } from "./cluster-view.ts";
import { ADMIN } from "./server-config.ts";
import { until } from "./until.ts";

export interface MoveProgress {
  readonly slot: number;
  /** Keys of this slot that have moved. */
  readonly movedKeys: number;
}

export interface MoveOptions {
  /** Keys moved by one MIGRATE. Default 100. */
  readonly batch?: number;
  /**
   * Called and awaited when a slot is open (importing and migrating) and none of its keys has moved, and
   * after each batch.
   */
  readonly onProgress?: (progress: MoveProgress) => unknown;
}

export interface SlotMove {
  readonly nodes: readonly ClusterNode[];
  readonly slots: readonly number[];
  readonly from: ClusterNode;
  readonly to: ClusterNode;
}

/**
 * Moves slots with their keys, one after another, while clients use them. Resolves when all running nodes
 * know.
 */
export async function moveSlots(move: SlotMove, options: MoveOptions = {}): Promise<void> {
  const { nodes, slots, from, to } = move;
  const primaries = (await shardsOf(nodes)).map((shard) => shard.primary);
  const others = primaries.filter((node) => node !== from && node !== to);
  for (const slot of slots) {
    await to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", from.id);
    await from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", to.id);
    await moveKeys(slot, from, to, options);
    // The new owner first: so there is no moment when both nodes send clients to each other.
    for (const node of [to, from, ...others]) await node.command("CLUSTER", "SETSLOT", slot, "NODE", to.id);
  }
  const knownToAll = async () => {
    const views = await Promise.all(running(nodes).map((node) => node.view()));
    return views.every((view) => {
      const row = view.find(({ id }) => id === to.id);
      return row !== undefined && slots.every((slot) => owns(row, slot));
    });
  };
  await until(knownToAll, { what: `all nodes to know that slots have moved to ${to.address}` });
}

async function moveKeys(
  slot: number,
  from: ClusterNode,
  to: ClusterNode,
  options: MoveOptions,
): Promise<void> {
  const { batch = 100, onProgress } = options;
  const { host, port } = to.server;
  const login = to.server.hasLogin ? ["AUTH2", ADMIN.user, ADMIN.password] : [];
  for (let movedKeys = 0; ; ) {
    await onProgress?.({ slot, movedKeys });
    const keys = (await from.server.commandBytes("CLUSTER", "GETKEYSINSLOT", slot, batch)) as Buffer[];
    if (keys.length === 0) return;
    await from.command("MIGRATE", host, port, "", 0, 5_000, ...login, "KEYS", ...keys);
    movedKeys += keys.length;
  }
}
