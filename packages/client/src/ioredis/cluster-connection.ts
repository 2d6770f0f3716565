import type { CallOptions } from "../call-options.ts";
import type { Command } from "../commands/command.ts";
import { routes } from "../route.ts";
import type { ClusterNode as Described } from "../topology.ts";
import { ClusterNode } from "./cluster-node.ts";
import { Connection } from "./connection.ts";
import { type ClusterNodeAddress, type ClusterOptions, clusterOptions, resolveCluster } from "./options.ts";

const ANY_PRIMARY: CallOptions = { route: routes.anyPrimary };

/** What makes a cluster's connection different from one server's. */
export abstract class ClusterConnection extends Connection {
  readonly isCluster = true;
  /** What it was made with, and ioredis's defaults. */
  readonly options: ClusterOptions;
  protected readonly startupNodes: readonly ClusterNodeAddress[];

  constructor(startupNodes: readonly ClusterNodeAddress[], options: ClusterOptions = {}) {
    const completed = clusterOptions(options);
    super(resolveCluster(startupNodes, completed));
    this.options = completed;
    this.startupNodes = startupNodes;
  }

  /** The nodes known at this moment, each with commands of its own. */
  nodes(role: "all" | "master" | "slave" = "all"): ClusterNode[] {
    const shards = this.engine?.topology.shards ?? [];
    const primaries = role === "slave" ? [] : shards.map((shard) => shard.primary);
    const replicas = role === "master" ? [] : shards.flatMap((shard) => shard.replicas);
    return [...primaries, ...replicas].map((node) => this.nodeOf(node));
  }

  /** What has no key goes to one node, as in ioredis, also where fairlead would ask all of them. */
  protected override send(command: Command, bytes: boolean, extra?: CallOptions): Promise<unknown> {
    return super.send(command, bytes, extra ?? (command.spec.firstKey === -1 ? ANY_PRIMARY : undefined));
  }

  private nodeOf({ address }: Described): ClusterNode {
    return new ClusterNode(address, this.keyPrefix, (command, bytes, options) =>
      this.send(command, bytes, options),
    );
  }
}
