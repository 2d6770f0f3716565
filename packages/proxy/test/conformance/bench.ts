import { slotOf } from "fairlead/internal";
import {
  type Cluster,
  type ClusterNode,
  type ServerKind,
  type Shard,
  startCluster,
  until,
} from "fairlead-harness";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import { proxyTo } from "../support/start.ts";
import { EXAMPLES, PREPARATIONS, SEEDS } from "./examples.ts";
import { FrameClient } from "./frame-client.ts";
import { callsAt, commandsOf, type ServerCommand } from "./server-commands.ts";
import { wordsOf } from "./words.ts";

const TAG = "tag";

/** A key that examples use. */
export const KEY = `{${TAG}}s`;

export function portOf(proxy: RunningProxy): number {
  const [address] = proxy.addresses.values();
  return address !== undefined && "port" in address ? address.port : 0;
}

/** A cluster of three shards with a replica each, a proxy in front of it, and what is to be known of both. */
export class Bench {
  readonly commands: readonly ServerCommand[];
  /** The number of the primary that has the keys of the examples. */
  readonly home: number;
  private readonly cluster: Cluster;
  private readonly proxy: RunningProxy;
  private readonly primaries: readonly ClusterNode[];

  private constructor(
    cluster: Cluster,
    proxy: RunningProxy,
    shards: readonly Shard[],
    commands: readonly ServerCommand[],
  ) {
    const slot = slotOf(KEY);
    this.cluster = cluster;
    this.proxy = proxy;
    this.primaries = shards.map(({ primary }) => primary);
    this.home = shards.findIndex(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
    this.commands = commands;
  }

  static async start(kind: ServerKind): Promise<Bench> {
    const cluster = await startCluster({ kind, primaries: 3, replicas: 1 });
    const shards = await cluster.shards();
    return new Bench(cluster, await proxyTo(cluster.url), shards, await commandsOf(shards[0]!.primary));
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.cluster.close();
  }

  client(): Promise<FrameClient> {
    return FrameClient.connect(portOf(this.proxy));
  }

  /** What the proxy and a server answer to a command on a new connection. */
  async answers(args: readonly string[]): Promise<readonly [ours: Buffer, theirs: Buffer]> {
    const clients = await Promise.all([this.client(), FrameClient.connect(this.primaries[0]!.port)]);
    const [ours, theirs] = await Promise.all(clients.map((client) => client.ask(...args)));
    for (const client of clients) client.close();
    return [ours!, theirs!];
  }

  /** Fills the cluster with what the example of a command needs. */
  async seed(name: string): Promise<void> {
    await Promise.all(this.primaries.map((node) => node.command("FLUSHALL")));
    for (const line of SEEDS) await this.primaries[this.home]!.command(...wordsOf(line, TAG));
    if (name.endsWith("SAVE") || name === "BGREWRITEAOF") await this.waitForSaved();
    const preparation = PREPARATIONS[name];
    if (preparation === undefined) return;
    await Promise.all(this.primaries.map((node) => node.command(...wordsOf(preparation, TAG))));
  }

  /** Leaves nothing but a stream without entries, and its group. */
  async empty(): Promise<void> {
    await Promise.all(this.primaries.map((node) => node.command("FLUSHALL")));
    await this.primaries[this.home]!.command(...wordsOf("XGROUP CREATE @x g 0 MKSTREAM", TAG));
  }

  async waitForBlocked(): Promise<void> {
    const node = this.primaries[this.home]!;
    await until(async () => String(await node.command("INFO", "clients")).includes("blocked_clients:1\r"), {
      what: "a command to block",
      intervalMs: 2,
    });
  }

  /** A server writes one file at a time. */
  private async waitForSaved(): Promise<void> {
    const isSaved = async (node: ClusterNode): Promise<boolean> =>
      !/_in_progress:1|_scheduled:1/.test(String(await node.command("INFO", "persistence")));
    await until(async () => (await Promise.all(this.primaries.map(isSaved))).every(Boolean), {
      what: "files to be written",
    });
  }

  async exampleOf(name: string): Promise<Buffer[]> {
    const words = wordsOf(`${name} ${EXAMPLES[name] ?? ""}`, TAG);
    const at = words.findIndex((word) => word.toString().startsWith("<"));
    if (at === -1) return words;
    const dump = words[at]!.toString() === "<dump>" ? ["DUMP", KEY] : ["FUNCTION", "DUMP"];
    return words.with(at, (await this.primaries[this.home]!.server.commandBytes(...dump)) as Buffer);
  }

  /** How often each node has been asked for a command: the primaries first. */
  async calls(name: string): Promise<number[]> {
    const replicas = this.cluster.nodes.filter((node) => !this.primaries.includes(node));
    const all = await Promise.all([...this.primaries, ...replicas].map(callsAt));
    return all.map((calls) => calls.get(name) ?? 0);
  }
}
