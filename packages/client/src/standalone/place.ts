import type { Address } from "../address.ts";
import type { ClusterNode } from "../topology.ts";

/**
 * How to keep the primary at `address`, one of the addresses that the seeds led to (`resolved`): by its name, where that
 * leads to no other, so that each new connection asks the name anew; else by its own address.
 */
export function placeOf(
  address: Address,
  resolved: readonly Address[],
  seeds: readonly Address[],
): ClusterNode {
  const { servername, port } = address;
  const same = (other: Address): boolean => other.servername === servername && other.port === port;
  const seed = seeds.find((one) => one.host === servername && one.port === port);
  const alone = resolved.filter(same).length === 1;
  if (seed === undefined || !alone) return { id: "", address };
  return { id: "", address: seed, aliases: [address.host] };
}
