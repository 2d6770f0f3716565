import type { ClusterNode } from "fairlead-harness";
import { until } from "fairlead-harness";
import { backAfterMs } from "../history/gaps.ts";
import type { Field } from "./fault.ts";

const ELECTION_TIMEOUT_MS = 20_000;
const SERVICE_TIMEOUT_MS = 10_000;

/** Waits until a replica of `primary` was elected in its place. Resolves with the instant. */
export async function election(field: Field, primary: ClusterNode): Promise<number> {
  const promotion = await field.watch.pulse.promotion(
    ({ succeeds }) => succeeds === primary.address,
    ELECTION_TIMEOUT_MS,
  );
  return promotion.atMs;
}

/** Waits until the load had a success in the shard after `sinceMs`, or ten seconds: that too is a result. */
export async function service(field: Field, shard: number, sinceMs: number): Promise<void> {
  const isBack = (): boolean => backAfterMs(field.load.operations, shard, sinceMs) !== undefined;
  await until(isBack, { what: "service", timeoutMs: SERVICE_TIMEOUT_MS }).catch(() => {});
}
