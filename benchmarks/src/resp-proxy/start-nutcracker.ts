import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureTool, freePort, LOOPBACK, reaper } from "fairlead-harness";
import { type RunningProxy, startProxy } from "../proxied/proxy.ts";
import type { Address } from "../servers/address.ts";

/** twemproxy in front of standalone servers, with its defaults: one thread, one connection to each server. */
export async function startNutcracker(servers: readonly Address[], port: number): Promise<RunningProxy> {
  const path = await ensureTool("nutcracker");
  const folder = await reaper().folder("nutcracker");
  const config = join(folder, "nutcracker.yml");
  await writeFile(config, nutcrackerConfig(servers, port));
  const statsPort = String(await freePort());
  return startProxy({
    path,
    args: ["-c", config, "-o", "log", "-p", "pid", "-a", LOOPBACK, "-s", statsPort],
    folder,
    address: { host: LOOPBACK, port },
  });
}

function nutcrackerConfig(servers: readonly Address[], port: number): string {
  return `bench:
  listen: ${LOOPBACK}:${port}
  redis: true
  hash: fnv1a_64
  distribution: ketama
  preconnect: true
  servers:
${servers.map((server) => `   - ${server.host}:${server.port}:1\n`).join("")}`;
}
