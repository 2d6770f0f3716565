import { fileURLToPath } from "node:url";
import { LOOPBACK, reaper } from "fairlead-harness";
import { type RunningProxy, startProxy } from "../proxied/proxy.ts";
import type { Address } from "../servers/address.ts";

const CLI = fileURLToPath(new URL("../../../packages/proxy/dist/cli/bundle.js", import.meta.url));

/** Our proxy, in front of one server or a cluster. Of a cluster it is told the first node. */
export async function startFairlead([server]: readonly Address[], port: number): Promise<RunningProxy> {
  const address = { host: LOOPBACK, port };
  return startProxy({
    path: process.execPath,
    args: [CLI, "proxy", "resp", "--listen", url(address), "--to", `redis://${url(server!)}`],
    folder: await reaper().folder("proxy"),
    address,
  });
}

function url({ host, port }: Address): string {
  return `${host}:${port}`;
}
