import { grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";

/** A shard as it is to be drawn. Addresses are `host:port`. */
export interface DrawnShard {
  readonly primary: string;
  readonly replicas: readonly string[];
  readonly slots: readonly (readonly [number, number])[];
}

/** Draws shards with their roles, addresses and slots, two lines and more each. */
export function drawTopology(shards: readonly DrawnShard[], paint: Paint): string[] {
  return shards.flatMap(({ primary, replicas, slots }, index) => {
    const ranges = slots
      .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
      .join(", ");
    const count = slots.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    return [
      `  shard ${index}  primary ${paint.bold(primary)}   slots ${ranges} ${paint.dim(`(${grouped(count)})`)}`,
      ...replicas.map((replica, n) => {
        const branch = n === replicas.length - 1 ? "└─" : "├─";
        return `           ${branch} replica ${replica}`;
      }),
    ];
  });
}
