import type { Reply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import { asFields } from "../connection/handshake.ts";
import { addressOf } from "../replication/role.ts";

/** What one Sentinel knows of a primary. */
export interface SentinelView {
  readonly primary: Address;
  /** Of the failover that made it the primary: the higher, the newer. */
  readonly epoch: number;
  /** Those that it can reach. */
  readonly replicas: readonly Address[];
  /** The other Sentinels. */
  readonly sentinels: readonly Address[];
}

/**
 * Reads one Sentinel's answers to GET-MASTER-ADDR-BY-NAME, MASTER, REPLICAS and SENTINELS; `null` for one that it may
 * not give. `undefined` if it does not know the name. https://valkey.io/topics/sentinel/
 */
export function readSentinelView(
  address: Reply,
  master: Reply,
  replicas: Reply,
  sentinels: Reply,
): SentinelView | undefined {
  const primary = Array.isArray(address) ? addressOf(address[0], address[1]) : undefined;
  if (primary === undefined) return undefined;
  return {
    primary,
    epoch: Number(asFields(master)["config-epoch"]) || 0,
    replicas: readInstances(replicas),
    sentinels: readInstances(sentinels),
  };
}

/** The view to follow: of the newest failover that any Sentinel knows; among equals what most of them say. */
export function settleViews(views: readonly SentinelView[]): SentinelView | undefined {
  const epoch = Math.max(...views.map((view) => view.epoch));
  const newest = views.filter((view) => view.epoch === epoch);
  const votes = countBy(newest.map(({ primary }) => primary));
  const leader = [...votes.values()].sort(
    (a, b) => b.count - a.count || (addressText(a.address) < addressText(b.address) ? -1 : 1),
  )[0];
  if (leader === undefined) return undefined;
  const agreeing = newest.filter(({ primary }) => addressText(primary) === addressText(leader.address));
  const replicas = [...countBy(agreeing.flatMap((view) => view.replicas)).values()];
  const sentinels = [...countBy(views.flatMap((view) => view.sentinels)).values()];
  return {
    primary: leader.address,
    epoch,
    replicas: replicas.filter(({ count }) => count * 2 > agreeing.length).map(({ address }) => address),
    sentinels: sentinels.map(({ address }) => address),
  };
}

/** Flags of an instance that can't be relied on. */
const DOWN: ReadonlySet<string> = new Set(["s_down", "o_down", "disconnected"]);

function readInstances(reply: Reply): Address[] {
  if (!Array.isArray(reply)) return [];
  const healthy = reply.map(asFields).filter(
    ({ flags }) =>
      !String(flags)
        .split(",")
        .some((flag) => DOWN.has(flag)),
  );
  return healthy.map(({ ip, port }) => addressOf(ip, port)).filter((address) => address !== undefined);
}

function countBy(addresses: readonly Address[]): Map<string, { readonly address: Address; count: number }> {
  const counts = new Map<string, { readonly address: Address; count: number }>();
  for (const address of addresses) {
    const known = counts.get(addressText(address));
    if (known === undefined) counts.set(addressText(address), { address, count: 1 });
    else known.count++;
  }
  return counts;
}
