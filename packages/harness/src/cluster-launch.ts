import { LOOPBACK } from "./address.ts";
import type { ServerKind } from "./binaries.ts";
import type { Certificates } from "./certificates.ts";
import { ClusterNode } from "./cluster-node.ts";
import { startServer } from "./server.ts";
import { startWire, type Wire } from "./wire.ts";

/**
 * Connections between nodes come from here where there are wires, so that these can let them pass. Linux
 * only.
 */
const NODES_ADDRESS = "127.0.0.2";

/** What the nodes of one cluster have in common. */
export interface NodePlan {
  readonly kind: ServerKind;
  readonly hostnames: readonly string[];
  readonly tls: Certificates | undefined;
  readonly password: string | undefined;
  readonly users: readonly string[];
  readonly nodeTimeoutMs: number;
  readonly wires: boolean;
  readonly config: readonly string[];
}

/** Starts nodes that don't know each other yet: all, or none. */
export async function launchNodes(count: number, plan: NodePlan): Promise<ClusterNode[]> {
  const launches = Array.from({ length: count }, (_, index) => launchNode(index, plan));
  const outcomes = await Promise.allSettled(launches);
  const nodes = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure === undefined) return nodes;
  await Promise.all(nodes.map((node) => node.close()));
  throw failure.reason;
}

async function launchNode(index: number, plan: NodePlan): Promise<ClusterNode> {
  const { kind, tls, password, users } = plan;
  const hostname = plan.hostnames[index % plan.hostnames.length];
  const wire = plan.wires
    ? await startWire({ to: { host: LOOPBACK, port: 0 }, exempt: NODES_ADDRESS })
    : undefined;
  try {
    const server = await startServer({
      kind,
      users,
      config: [...nodeConfig(plan, hostname, wire), ...plan.config],
      ...(tls && { tls }),
      ...(password !== undefined && { password }),
    });
    wire?.retarget(server);
    return new ClusterNode({ id: String(await server.command("CLUSTER", "MYID")), server, hostname, wire });
  } catch (error) {
    await wire?.close();
    throw error;
  }
}

function nodeConfig(plan: NodePlan, hostname: string | undefined, wire: Wire | undefined): string[] {
  const lines = [
    "cluster-enabled yes",
    `cluster-announce-ip ${LOOPBACK}`,
    `cluster-node-timeout ${plan.nodeTimeoutMs}`,
    "cluster-replica-validity-factor 0",
    "cluster-allow-replica-migration no",
  ];
  if (plan.tls !== undefined) lines.push("tls-cluster yes");
  if (hostname !== undefined) {
    lines.push(`cluster-announce-hostname ${hostname}`, "cluster-preferred-endpoint-type hostname");
  }
  if (wire !== undefined) {
    lines.push(`cluster-announce-${plan.tls === undefined ? "" : "tls-"}port ${wire.port}`);
    lines.push(`replica-announce-ip ${LOOPBACK}`, `replica-announce-port ${wire.port}`);
    if (process.platform === "linux") lines.push(`bind-source-addr ${NODES_ADDRESS}`);
  }
  return lines;
}
