import { createHash } from "node:crypto";
import type { ServerReply } from "fairlead-resp";

/** The one node that the proxy shows itself as, so that clients that speak cluster work as well. */
export interface VirtualNode {
  readonly host: string;
  readonly port: number;
}

const LAST_SLOT = 16_383;

/** A node's name, 40 hexadecimal digits: the same for the same address. */
export function nodeId({ host, port }: VirtualNode): string {
  return createHash("sha1").update(`${host}:${port}`).digest("hex");
}

/** https://valkey.io/commands/cluster-slots/ */
export function clusterSlots(node: VirtualNode): ServerReply {
  return [[0, LAST_SLOT, [node.host, node.port, nodeId(node), []]]];
}

/** https://valkey.io/commands/cluster-shards/ */
export function clusterShards(node: VirtualNode): ServerReply {
  const { host, port } = node;
  const described = new Map<ServerReply, ServerReply>([
    ["id", nodeId(node)],
    ["port", port],
    ["ip", host],
    ["endpoint", host],
    ["role", "master"],
    ["replication-offset", 0],
    ["health", "online"],
  ]);
  return [
    new Map<ServerReply, ServerReply>([
      ["slots", [0, LAST_SLOT]],
      ["nodes", [described]],
    ]),
  ];
}

/** https://valkey.io/commands/cluster-nodes/ */
export function clusterNodes(node: VirtualNode): string {
  const { host, port } = node;
  return `${nodeId(node)} ${host}:${port}@${port + 10_000} myself,master - 0 0 1 connected 0-${LAST_SLOT}\n`;
}

/** https://valkey.io/commands/cluster-info/ */
export function clusterInfo(): string {
  const fields = {
    cluster_enabled: 1,
    cluster_state: "ok",
    cluster_slots_assigned: LAST_SLOT + 1,
    cluster_slots_ok: LAST_SLOT + 1,
    cluster_slots_pfail: 0,
    cluster_slots_fail: 0,
    cluster_known_nodes: 1,
    cluster_size: 1,
    cluster_current_epoch: 1,
    cluster_my_epoch: 1,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join("");
}
