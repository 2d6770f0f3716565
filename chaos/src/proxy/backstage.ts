import type { Cluster } from "fairlead-harness";
import { ProxyProcess } from "./proxy-process.ts";

/** The proxy in front of one cluster: now this one, now another. */
export class Backstage implements AsyncDisposable {
  readonly cluster: Cluster;
  #proxy: ProxyProcess;

  private constructor(cluster: Cluster, proxy: ProxyProcess) {
    this.cluster = cluster;
    this.#proxy = proxy;
  }

  static async build(cluster: Cluster): Promise<Backstage> {
    return new Backstage(cluster, await ProxyProcess.start(cluster.url));
  }

  get proxy(): ProxyProcess {
    return this.#proxy;
  }

  /** Starts another proxy in place of this one, which comes back: whoever has it ends it. */
  async replaceProxy(): Promise<ProxyProcess> {
    const old = this.#proxy;
    this.#proxy = await ProxyProcess.start(this.cluster.url);
    return old;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
  }
}
