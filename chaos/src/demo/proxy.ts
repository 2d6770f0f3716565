import { fileURLToPath } from "node:url";
import { type Cluster, freePort, LOOPBACK, reaper, until } from "fairlead-harness";
import { Redis } from "ioredis";

const CLI = fileURLToPath(new URL("../../../packages/proxy/dist/cli/bundle.js", import.meta.url));

/** Starts `fairlead proxy resp` in front of a cluster, of which it is told one node, and gives its port. It ends with us. */
export async function startProxy(cluster: Cluster): Promise<number> {
  const port = await freePort();
  const listen = ["--listen", `${LOOPBACK}:${port}`];
  const args = [CLI, "proxy", "resp", ...listen, "--to", cluster.url];
  await reaper().start(process.execPath, args, await reaper().folder("proxy"));
  await until(() => answers(port), { what: "the proxy to answer" });
  return port;
}

async function answers(port: number): Promise<boolean> {
  const redis = new Redis({ port, host: LOOPBACK, lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined);
  try {
    return (await redis.ping()) === "PONG";
  } finally {
    redis.disconnect();
  }
}
