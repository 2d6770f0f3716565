import type { Cluster, ClusterNode } from "fairlead-harness";
import type { Failover, ServerRecord } from "../history/server-record.ts";
import { promotions, type RoleSeen } from "./promotions.ts";
import { Pulse } from "./pulse.ts";
import { Witness } from "./witness.ts";

const ATTACH_EVERY_MS = 20;

/** What was seen of the servers, past the client. */
export interface Sightings {
  readonly records: readonly ServerRecord[];
  /** Every fail-over, in order. */
  readonly successions: readonly Failover[];
  /** Those to nodes that were there from the beginning, so that all they ran is known. */
  readonly failovers: readonly Failover[];
  readonly pulse: readonly RoleSeen[];
  /** Nodes that ended their witness's connection, though they run: what they did since is not known. */
  readonly unwitnessed: readonly string[];
}

/** Watches all nodes of a cluster, also those that join it: what they run, and their roles. */
export class Watch {
  readonly pulse: Pulse;
  readonly #cluster: Cluster;
  readonly #witnesses = new Map<ClusterNode, Witness>();
  readonly #founders: ReadonlySet<string>;
  readonly #ports = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#founders = new Set(cluster.nodes.map((node) => node.id));
    this.#attach();
    this.#timer = setInterval(() => this.#attach(), ATTACH_EVERY_MS);
    this.pulse = new Pulse(() => cluster.nodes);
  }

  /** Resolves when nothing that the running nodes do escapes it. */
  static async start(cluster: Cluster): Promise<Watch> {
    const watch = new Watch(cluster);
    try {
      await Promise.all([...watch.#witnesses.values()].map((witness) => witness.listening));
      return watch;
    } catch (error) {
      watch.stop();
      throw error;
    }
  }

  get sightings(): Sightings {
    const nodes = [...this.#witnesses.keys()];
    const successions = promotions(this.pulse.seen).flatMap(({ node, succeeds }) => {
      const from = nodes.find(({ address }) => address === succeeds);
      return from === undefined ? [] : { from: from.id, to: node };
    });
    return {
      records: [...this.#witnesses.values()].map((witness) => witness.record),
      successions,
      failovers: successions.filter(({ to }) => this.#founders.has(to)),
      pulse: this.pulse.seen,
      unwitnessed: nodes
        .filter((node) => node.state === "running" && this.#witnesses.get(node)?.isOver)
        .map(({ address }) => address),
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.pulse.stop();
    for (const witness of this.#witnesses.values()) witness.close();
  }

  #attach(): void {
    for (const node of this.#cluster.nodes) {
      if (node.state !== "running" || this.#witnesses.has(node)) continue;
      const { host, port } = node.server;
      this.#ports.add(String(port)).add(String(node.port));
      const isServer = (address: string): boolean =>
        this.#ports.has(address.slice(address.lastIndexOf(":") + 1));
      this.#witnesses.set(node, new Witness({ server: node.id, host, port, isServer }));
    }
  }
}
