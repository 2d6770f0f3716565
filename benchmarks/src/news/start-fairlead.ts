import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LOOPBACK, reaper } from "fairlead-harness";
import { type RunningProxy, startProxy } from "../proxied/proxy.ts";
import { GREETING } from "./dataset.ts";
import type { Provider } from "./start-provider.ts";
import type { Workload } from "./workloads.ts";

const CLI = fileURLToPath(new URL("../../../packages/proxy/dist/cli/bundle.js", import.meta.url));

/** Our proxy in front of one provider. It may have a connection for each session of a load. */
export async function startFairlead(
  provider: Provider,
  { mode, cached = false }: Pick<Workload, "mode" | "cached">,
  port: number,
): Promise<RunningProxy> {
  const folder = await reaper().folder("proxy");
  const config = join(folder, "proxy.yaml");
  await writeFile(config, configOf(provider, { mode, cached }, port));
  return startProxy({
    path: process.execPath,
    args: [CLI, "proxy", config],
    folder,
    address: { host: LOOPBACK, port },
  });
}

function configOf(
  { ports, certificates: { files } }: Provider,
  { mode, cached }: Pick<Workload, "mode" | "cached">,
  port: number,
): string {
  const tls = mode === "tls";
  return `
listeners:
  - name: news
    protocol: nntp
    address: ${LOOPBACK}:${port}
    greeting: ${GREETING.slice(4).trimEnd()}
    ${tls ? `tls: { certFile: ${files.cert}, keyFile: ${files.key} }` : ""}
backends:
  usenet:
    kind: nntp
    ${cached ? "cache: { articles: whole }" : ""}
    providers:
      - host: ${LOOPBACK}
        port: ${ports[mode]}
        maxConnections: 101
        ${tls ? `tls: { caFile: ${files.ca} }` : ""}
`;
}
