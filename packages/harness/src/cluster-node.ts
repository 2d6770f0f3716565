import type { Arg, Reply } from "fairlead-resp";
import { type NodeRow, parseNodes } from "./cluster-view.ts";
import type { Server } from "./server.ts";
import type { Wire } from "./wire.ts";

export interface ClusterNodeParts {
  readonly id: string;
  readonly server: Server;
  readonly hostname: string | undefined;
  readonly wire: Wire | undefined;
}

/** One server of a cluster. It stays the same object over restarts, changes of role and new ports. */
export class ClusterNode {
  /** The node's id in the cluster: 40 hexadecimal digits. */
  readonly id: string;
  /** The server itself, on its own port: the harness's way, past the wire. */
  readonly server: Server;
  /** What clients reach the node through, if the cluster has wires. */
  readonly wire: Wire | undefined;
  /** As the node announces it: the host name, or else the address. */
  readonly host: string;

  constructor({ id, server, hostname, wire }: ClusterNodeParts) {
    this.id = id;
    this.server = server;
    this.wire = wire;
    this.host = hostname ?? server.host;
  }

  /** As the node announces it: the wire's, if there is one. */
  get port(): number {
    return this.wire?.port ?? this.server.port;
  }

  /** `host:port`, as clients see it. */
  get address(): string {
    return `${this.host}:${this.port}`;
  }

  /** For clients. With the default user's password, if it has one. */
  get url(): string {
    const url = new URL(this.server.url);
    url.host = this.address;
    return url.href;
  }

  get state(): "running" | "frozen" | "stopped" {
    return this.server.state;
  }

  /** {@link Server.command} */
  command(...args: readonly Arg[]): Promise<Reply> {
    return this.server.command(...args);
  }

  /** What it takes itself for. */
  async role(): Promise<"primary" | "replica"> {
    return (await this.self()).primaryId === undefined ? "primary" : "replica";
  }

  /** All it knows of the cluster. */
  async view(): Promise<NodeRow[]> {
    return parseNodes(String(await this.command("CLUSTER", "NODES")));
  }

  /** What it knows of itself. */
  async self(): Promise<NodeRow> {
    return (await this.view()).find((row) => row.flags.has("myself"))!;
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  freeze(): void {
    this.server.freeze();
  }

  thaw(): void {
    this.server.thaw();
  }

  /** {@link Server.restart}. Clients see a new port only where there is no wire: a wire keeps its own. */
  restart(options: { readonly port?: number } = {}): Promise<void> {
    return this.server.restart(options);
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.wire?.close();
  }
}
