import type { ServerKind } from "./binaries.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { type Server, type ServerOptions, startServer } from "./server.ts";
import { ADMIN } from "./server-config.ts";
import { until } from "./until.ts";
import { startWire, type Wire } from "./wire.ts";

export interface SentinelGroupOptions {
  /** Default `redis`. */
  readonly kind?: ServerKind;
  /** Default 2. */
  readonly replicas?: number;
  /** A majority of them decides. Default 3. */
  readonly sentinels?: number;
  /** Speak TLS only, Sentinels too. */
  readonly tls?: boolean;
  /** The default user's, of the servers. */
  readonly password?: string;
  /** Access rules of the servers, a user each. */
  readonly users?: readonly string[];
  /** Access rules of the Sentinels, a user each. */
  readonly sentinelUsers?: readonly string[];
  /** After so long without an answer a server is taken for down. Default 500. */
  readonly downAfterMs?: number;
  /** Put a wire before each Sentinel, and have it announce the wire's port. */
  readonly wires?: boolean;
}

/** What the Sentinels of a group call its primary. */
export const GROUP_NAME = "main";

/** Starts a primary, its replicas, and Sentinels that watch them; resolves when all know each other. */
export async function startSentinelGroup(options: SentinelGroupOptions = {}): Promise<SentinelGroup> {
  const { replicas = 2, sentinels = 3 } = options;
  const tls = options.tls ? await makeCertificates() : undefined;
  const group = new SentinelGroup(tls);
  const { servers } = group;
  const parts = {
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...(tls === undefined ? {} : { tls }),
  };
  const logins = {
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.users === undefined ? {} : { users: options.users }),
  };
  try {
    const primary = await startServer({ ...parts, ...logins });
    servers.push(primary);
    for (let n = 0; n < replicas; n++) {
      servers.push(await startServer({ ...parts, ...logins, replicaOf: primary }));
    }
    const inStep = async () => (await repliesOf(primary)).split("slave").length === replicas + 1;
    await until(inStep, { what: "the replicas to follow", timeoutMs: 20_000 });
    for (let n = 0; n < sentinels; n++) {
      const users = options.sentinelUsers;
      await group.addSentinel({ ...parts, ...(users === undefined ? {} : { users }) }, options, sentinels);
    }
    await group.waitForStable();
    return group;
  } catch (error) {
    await group.close();
    throw error;
  }
}

async function repliesOf(primary: Server): Promise<string> {
  const info = String(await primary.command("INFO", "replication"));
  return [...info.matchAll(/^slave\d+:.*state=online/gm)].join("\n");
}

/** See {@link startSentinelGroup}. */
export class SentinelGroup implements AsyncDisposable {
  /** In order of their start: at first the primary, then its replicas. */
  readonly servers: Server[] = [];
  readonly sentinels: Server[] = [];
  /** Before the Sentinels, in their order. */
  readonly wires: Wire[] = [];
  readonly tls: Certificates | undefined;

  constructor(tls: Certificates | undefined) {
    this.tls = tls;
  }

  /** Of all Sentinels, for clients. */
  get url(): string {
    const ends = this.wires.length > 0 ? this.wires : this.sentinels;
    const scheme = this.tls === undefined ? "redis+sentinel" : "rediss+sentinel";
    return `${scheme}://${ends.map(({ port }) => `127.0.0.1:${port}`).join(",")}/${GROUP_NAME}`;
  }

  /** The server that a majority of the running Sentinels takes for the primary. */
  async primary(): Promise<Server> {
    const running = this.sentinels.filter(({ state }) => state === "running");
    const views = await Promise.all(running.map(viewOf));
    const named = (server: Server) => views.filter(({ port }) => port === String(server.port)).length;
    const primary = this.servers.find((server) => named(server) * 2 > running.length);
    if (primary === undefined) throw new Error("the Sentinels don't agree on the primary");
    return primary;
  }

  /**
   * Has a Sentinel make some replica the primary; resolves when most Sentinels know. The old primary goes on as if
   * nothing had happened for about 10 s: only then do they make it a replica.
   */
  async failover(by: Server = this.sentinels[0] as Server): Promise<void> {
    const before = await this.primary();
    await by.command("SENTINEL", "FAILOVER", GROUP_NAME);
    await this.waitForOther(before);
  }

  /** Resolves when most running Sentinels know another primary than this one. */
  async waitForOther(before: Server): Promise<void> {
    const replaced = async () => (await this.primary().catch(() => before)) !== before;
    await until(replaced, { what: "the primary to be replaced", timeoutMs: 30_000 });
  }

  /** Resolves when all running Sentinels know each other and all running servers, and agree with these on the primary. */
  async waitForStable(): Promise<void> {
    await until(() => this.#isStable(), { what: "the Sentinels to agree", timeoutMs: 60_000 });
  }

  /** @internal */
  async addSentinel(parts: ServerOptions, options: SentinelGroupOptions, of: number): Promise<void> {
    const [primary] = this.servers as [Server];
    const wire = options.wires ? await startWire({ to: primary }) : undefined;
    if (wire !== undefined) this.wires.push(wire);
    const config = [
      `sentinel monitor ${GROUP_NAME} ${primary.host} ${primary.port} ${Math.floor(of / 2) + 1}`,
      `sentinel down-after-milliseconds ${GROUP_NAME} ${options.downAfterMs ?? 500}`,
      `sentinel failover-timeout ${GROUP_NAME} 3000`,
      ...(primary.hasLogin
        ? [
            `sentinel auth-user ${GROUP_NAME} ${ADMIN.user}`,
            `sentinel auth-pass ${GROUP_NAME} ${ADMIN.password}`,
          ]
        : []),
      ...(parts.users === undefined
        ? []
        : [`sentinel sentinel-user ${ADMIN.user}`, `sentinel sentinel-pass ${ADMIN.password}`]),
      ...(wire === undefined
        ? []
        : [`sentinel announce-ip ${wire.host}`, `sentinel announce-port ${wire.port}`]),
    ];
    const sentinel = await startServer({ ...parts, sentinel: true, config });
    this.sentinels.push(sentinel);
    wire?.retarget(sentinel);
  }

  async #isStable(): Promise<boolean> {
    try {
      const primary = await this.primary();
      const sentinels = this.sentinels.filter(({ state }) => state === "running");
      const replicas = this.servers.filter(({ state }) => state === "running").length - 1;
      if ((await repliesOf(primary)).split("slave").length !== replicas + 1) return false;
      const views = await Promise.all(sentinels.map(viewOf));
      return views.every(
        (view) =>
          view.port === String(primary.port) &&
          view.sentinels === this.sentinels.length - 1 &&
          view.replicas === replicas,
      );
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers, ...this.wires].map((part) => part.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The primary's port, and how many other Sentinels and healthy replicas a Sentinel knows. */
async function viewOf(sentinel: Server): Promise<{ port: string; sentinels: number; replicas: number }> {
  const ask = (what: string) => sentinel.command("SENTINEL", what, GROUP_NAME);
  const [address, others, replicas] = await Promise.all(
    ["GET-MASTER-ADDR-BY-NAME", "SENTINELS", "REPLICAS"].map(ask),
  );
  const healthy = (replicas as unknown[])
    .map((one) => JSON.stringify(one))
    .filter((one) => !/_down|disconnected/.test(one));
  return {
    port: String((address as unknown[])[1]),
    sentinels: (others as unknown[]).length,
    replicas: healthy.length,
  };
}
