import { type Cluster, freePort, startCluster } from "fairlead-harness";
import { configFromFlags, type Proxy as RunningProxy, startProxy } from "fairlead-proxy";

/** A cluster and a proxy in front of it, both on this machine. */
export class Front {
  readonly cluster: Cluster;
  readonly port: number;
  private proxy: RunningProxy | undefined = undefined;

  constructor(cluster: Cluster, port: number) {
    this.cluster = cluster;
    this.port = port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const result = configFromFlags({ listen: `127.0.0.1:${this.port}`, to: this.cluster.urls });
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

/** Starts both: by default three primaries without replicas. */
export async function startFront({ replicas = 0 } = {}): Promise<Front> {
  const front = new Front(await startCluster({ replicas }), await freePort());
  await front.start();
  return front;
}
