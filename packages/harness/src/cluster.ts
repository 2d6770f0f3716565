import type { ServerKind } from "./binaries.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { form } from "./cluster-form.ts";
import { launchNodes, type NodePlan } from "./cluster-launch.ts";
import type { ClusterNode } from "./cluster-node.ts";
import { type Shard, shardsOf, waitForStable } from "./cluster-shards.ts";
import { type MoveOptions, moveSlots } from "./move-slots.ts";
import { type Promotion, promote } from "./promote.ts";
import { replaceNodes } from "./replace-nodes.ts";

export interface ClusterOptions {
  /** Default `redis`. */
  readonly kind?: ServerKind;
  /** Default 3. */
  readonly primaries?: number;
  /** Of each primary. Default 1. */
  readonly replicas?: number;
  /** Names the nodes announce instead of 127.0.0.1, in turn: `["localhost"]`. */
  readonly hostnames?: readonly string[];
  /** Speak TLS only, with these certificates, or with new ones that are good for `hostnames` too. */
  readonly tls?: boolean | Certificates;
  /** The default user's. */
  readonly password?: string;
  /** Access rules, a user each: `app on >secret ~app:* +@read`. */
  readonly users?: readonly string[];
  /** After so long without an answer a node is suspected; failover follows. Default 2000. */
  readonly nodeTimeoutMs?: number;
  /**
   * Put a wire before each node, and have the node announce the wire's port. Clients go through it; on Linux,
   * what the nodes tell each other passes untouched.
   */
  readonly wires?: boolean;
  /** Lines of configuration that overrule the harness's own. */
  readonly config?: readonly string[];
}

/** Starts a cluster; resolves when it is stable. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { kind = "redis", primaries = 3, replicas = 1, hostnames = [] } = options;
  const plan: NodePlan = {
    kind,
    hostnames,
    tls: options.tls === true ? await makeCertificates(hostnames) : options.tls || undefined,
    password: options.password,
    users: options.users ?? [],
    nodeTimeoutMs: options.nodeTimeoutMs ?? 2_000,
    wires: options.wires ?? false,
    config: options.config ?? [],
  };
  const cluster = new Cluster(plan, await launchNodes(primaries * (1 + replicas), plan));
  try {
    await form(cluster.nodes, primaries);
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

/** See {@link startCluster}. */
export class Cluster implements AsyncDisposable {
  readonly #plan: NodePlan;
  #nodes: readonly ClusterNode[];

  constructor(plan: NodePlan, nodes: readonly ClusterNode[]) {
    this.#plan = plan;
    this.#nodes = nodes;
  }

  /** In order of their start: at first the primaries, then their replicas in turn. */
  get nodes(): readonly ClusterNode[] {
    return this.#nodes;
  }

  /** The first node's, for clients. */
  get url(): string {
    return this.#nodes[0]!.url;
  }

  /** All nodes', for clients. */
  get urls(): string[] {
    return this.#nodes.map((node) => node.url);
  }

  get tls(): Certificates | undefined {
    return this.#plan.tls;
  }

  /**
   * The shards whose primary is running, by their first slot. While roles change, two may claim the same
   * slots.
   */
  shards(): Promise<Shard[]> {
    return shardsOf(this.#nodes);
  }

  async primaries(): Promise<ClusterNode[]> {
    return (await this.shards()).map((shard) => shard.primary);
  }

  async replicas(): Promise<ClusterNode[]> {
    return (await this.shards()).flatMap((shard) => shard.replicas);
  }

  /** @throws {Error} when no running node owns the slot. */
  async shardOf(slot: number): Promise<Shard> {
    const shards = await this.shards();
    const shard = shards.find(({ slots }) => slots.some(([first, last]) => first <= slot && slot <= last));
    if (shard === undefined) throw new Error(`no running node owns slot ${slot}`);
    return shard;
  }

  async primaryOf(slot: number): Promise<ClusterNode> {
    return (await this.shardOf(slot)).primary;
  }

  /**
   * Makes a replica the primary of its shard: in agreement with its primary, without loss; or by `force`,
   * when that one doesn't answer; or by `takeover`, when the other primaries don't either. Resolves when all
   * running nodes know.
   */
  promote(replica: ClusterNode, how: Promotion = "agreed"): Promise<void> {
    return promote(this.#nodes, replica, how);
  }

  /**
   * Moves slots with their keys, one after another, while clients use them. Resolves when all running nodes
   * know.
   */
  moveSlots(
    slots: readonly number[],
    from: ClusterNode,
    to: ClusterNode,
    options?: MoveOptions,
  ): Promise<void> {
    return moveSlots({ nodes: this.#nodes, slots, from, to }, options);
  }

  /**
   * Replaces every node by a new one on a new port, without losing a key: the new ones join, replicate and
   * take over; the old ones are stopped and forgotten. All nodes must be running.
   */
  async replaceAllNodes(): Promise<void> {
    const old = this.#nodes;
    const fresh = await launchNodes(old.length, this.#plan);
    this.#nodes = [...fresh, ...old]; // so that close() ends all of them, if this fails
    await replaceNodes(old, fresh);
    this.#nodes = fresh;
  }

  /**
   * Resolves when all running nodes agree on roles and slots, serve every slot, and have their replicas in
   * sync; and when they hold those that don't run for failed, and have replaced those that were primaries.
   * @throws {Error} after `timeoutMs` (default 40 000), naming what is missing.
   */
  waitForStable({ timeoutMs = 40_000 }: { readonly timeoutMs?: number } = {}): Promise<void> {
    return waitForStable(this.#nodes, timeoutMs);
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
