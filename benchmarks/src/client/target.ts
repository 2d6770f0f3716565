import type { Address } from "../servers/address.ts";

/** What a client is to talk to, and for what. Travels to child processes as JSON. */
export interface Target {
  readonly mode: "standalone" | "cluster";
  readonly workload: string;
  /** Of a cluster: all primaries. Clients get the first. */
  readonly nodes: readonly Address[];
}

/** The one address a client is given. */
export function entry(target: Target): Address {
  return target.nodes[0]!;
}

export function entryUrl(target: Target): string {
  const { host, port } = entry(target);
  return `redis://${host}:${port}`;
}
