import type { Cluster } from "fairlead-harness";
import type { Final } from "../history/judge.ts";
import type { LoadKey } from "../load/keys.ts";
import { slotsOf } from "../load/slots.ts";

/** What the owner of each key holds, asked directly, past the client. The cluster must be stable. */
export async function readFinals(
  cluster: Cluster,
  keys: readonly LoadKey[],
): Promise<ReadonlyMap<string, Final>> {
  const shards = await cluster.shards();
  const candidates = await slotsOf(
    cluster,
    keys.map(({ key }) => key),
  );
  const finals = await Promise.all(
    keys.map(async ({ key, kind }, index) => {
      const { slot } = candidates[index]!;
      const shard = shards.find(({ slots }) => slots.some(([first, last]) => first <= slot && slot <= last));
      if (shard === undefined) throw new Error(`no running node owns slot ${slot}`);
      const words = kind === "list" || kind === "queue" ? ["LRANGE", key, "0", "-1"] : ["GET", key];
      return [key, (await shard.primary.command(...words)) as Final] as const;
    }),
  );
  return new Map(finals);
}
