import { type Cluster, type Server, startCluster, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import { portOf, proxyTo } from "./bench.ts";
import { DIFFERENCES, type Place } from "./differences.ts";
import { SILENT } from "./raw-client.ts";
import { MANNERS, type Manner, run } from "./runner.ts";
import { readScripts, type Script } from "./script.ts";

const SCRIPTS = readScripts();

describe("replies through the proxy", () => {
  let direct: Server;
  let behind: Server;
  let cluster: Cluster;
  let proxies: Record<Place, RunningProxy>;
  const seen = new Set<string>();

  beforeAll(async () => {
    const config = ["hz 500"]; // so that blocks end when they are due
    [direct, behind, cluster] = await Promise.all([
      startServer({ config }),
      startServer({ config }),
      startCluster({ primaries: 3, replicas: 0, config }),
    ]);
    proxies = { server: await proxyTo(behind.url), cluster: await proxyTo(cluster.url) };
  });
  afterAll(async () => {
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    await Promise.all([direct.close(), behind.close(), cluster.close()]);
  });

  const groups = new Set(SCRIPTS.map(({ group }) => group));
  it.each([...groups])("are those of a server for %s", async (group) => {
    const unlike: string[] = [];
    for (const script of SCRIPTS.filter((each) => each.group === group)) {
      for (const manner of MANNERS) unlike.push(...(await differencesOf(script, manner)));
    }
    expect(unlike.join("\n")).toBe("");
  });

  it("differ wherever that is said to be by design", () => {
    const listed = DIFFERENCES.flatMap(({ on, lines }) => lines.map((line) => `${on}: ${line}`));
    expect(new Set(listed)).toEqual(seen);
    for (const { reason, on, lines } of DIFFERENCES) console.info(`${on}: ${reason}: ${lines.length} lines`);
  });

  async function differencesOf(script: Script, manner: Manner): Promise<string[]> {
    const nodes = [direct, behind, ...cluster.nodes];
    await Promise.all(nodes.map((node) => node.command("FLUSHALL")));
    const [theirs, ...ours] = await Promise.all(
      [direct.port, portOf(proxies.server), portOf(proxies.cluster)].map((port) => run(script, port, manner)),
    );
    const stuck = [...theirs!].find(([, reply]) => reply.endsWith(SILENT));
    if (stuck !== undefined) return [`${script.title}: a server is silent after ${stuck[0]}`];
    return (["server", "cluster"] as const).flatMap((on, at) =>
      [...theirs!].flatMap(([line, reply]) => {
        const reply2 = ours[at]!.get(line);
        if (reply === reply2) return [];
        const name = `${script.title}: ${line}`;
        const place = DIFFERENCES.find((each) => each.on === on && each.lines.includes(name));
        if (place !== undefined) {
          seen.add(`${on}: ${name}`);
          return [];
        }
        return [
          `${on} RESP${manner.protocol}${manner.pipelined ? " pipelined" : ""}: ${name}\n  direct: ${JSON.stringify(reply)}\n  proxy:  ${JSON.stringify(reply2)}`,
        ];
      }),
    );
  }
});
