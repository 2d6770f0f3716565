import { type Cluster, freePort, startCluster } from "fairlead-harness";
import { configFromFlags, type Proxy as RunningProxy, startProxy } from "fairlead-proxy";

/** A cluster and a proxy in front of it, both on this machine. */
export class Front {
  readonly cluster: Cluster;
  readonly port: number;
  private readonly mode: string;
  private proxy: RunningProxy | undefined = undefined;

  constructor(cluster: Cluster, port: number, mode: string) {
    this.cluster = cluster;
    this.port = port;
    this.mode = mode;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const listen = `127.0.0.1:${this.port}`;
    const result = configFromFlags({ listen, to: this.cluster.urls, mode: this.mode });
    if ("problems" in result) throw new Error(JSON.stringify(result.problems));
    this.proxy = await startProxy({ ...result.config, drainTimeoutMs: 100 });
  }

  /** Sessions end, as they do when a proxy is replaced. */
  async restart(): Promise<void> {
    await this.proxy?.close();
    await this.start();
  }

  async close(): Promise<void> {
    await this.proxy?.close();
    await this.cluster.close();
  }
}

/** Starts both: by default three primaries without replicas, and hybrid sessions. */
export async function startFront({ replicas = 0, mode = "hybrid" } = {}): Promise<Front> {
  const front = new Front(await startCluster({ replicas }), await freePort(), mode);
  await front.start();
  return front;
}
