import { type Cluster, type Server, type ServerKind, startCluster, startServer } from "fairlead-harness";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import { proxyTo } from "../support/start.ts";
import { portOf } from "./bench.ts";
import { SILENT } from "./frame-client.ts";
import { type Answer, type Manner, run, type Target } from "./runner.ts";
import { PLACES, type Place, type Script, type Step } from "./script.ts";

/** So that blocks end when they are due. */
const CONFIG = ["hz 500"];

/** A reply that is another one through the proxy. */
export interface Unlike {
  readonly place: Place;
  readonly step: Step | undefined;
  readonly text: string;
  /** It tells the client to go to another server, which no reply may. */
  readonly isRedirect: boolean;
}

/** A server, and proxies in front of another one and of a cluster. */
export class ReplyBench {
  private readonly direct: Server;
  private readonly behind: Server;
  private readonly cluster: Cluster;
  private readonly proxies: Readonly<Record<Place, RunningProxy>>;

  private constructor(
    direct: Server,
    behind: Server,
    cluster: Cluster,
    proxies: Readonly<Record<Place, RunningProxy>>,
  ) {
    this.direct = direct;
    this.behind = behind;
    this.cluster = cluster;
    this.proxies = proxies;
  }

  static async start(kind: ServerKind): Promise<ReplyBench> {
    const [direct, behind, cluster] = await Promise.all([
      startServer({ kind, config: CONFIG }),
      startServer({ kind, config: CONFIG }),
      startCluster({ kind, primaries: 3, replicas: 0, config: CONFIG }),
    ]);
    const proxies = { server: await proxyTo(behind.url), cluster: await proxyTo(cluster.url) };
    return new ReplyBench(direct, behind, cluster, proxies);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
    await Promise.all([this.direct.close(), this.behind.close(), this.cluster.close()]);
  }

  async differencesOf(script: Script, manner: Manner): Promise<Unlike[]> {
    const { direct, behind, cluster, proxies } = this;
    await Promise.all([direct, behind, ...cluster.nodes].map((node) => node.command("FLUSHALL")));
    const targets: Target[] = [
      { port: direct.port, blocked: () => blockedAt([direct]) },
      { port: portOf(proxies.server), blocked: () => blockedAt([behind]) },
      { port: portOf(proxies.cluster), blocked: () => blockedAt(cluster.nodes) },
    ];
    const [theirs = [], ...ours] = await Promise.all(targets.map((target) => run(script, target, manner)));
    const stuck = theirs.find(({ text }) => text.endsWith(SILENT));
    if (stuck !== undefined)
      throw new Error(`${script.title}: the server is silent after ${stuck.step?.text}`);
    return PLACES.flatMap((place, at) => unlikeOf(place, manner, theirs, ours[at]!));
  }
}

async function blockedAt(servers: readonly Pick<Server, "command">[]): Promise<number> {
  const texts = await Promise.all(servers.map((server) => server.command("INFO", "clients")));
  return texts.reduce<number>(
    (sum, text) => sum + Number(/blocked_clients:(\d+)/.exec(String(text))?.[1]),
    0,
  );
}

function unlikeOf(
  place: Place,
  { protocol, pipelined }: Manner,
  theirs: readonly Answer[],
  ours: readonly Answer[],
): Unlike[] {
  return theirs.flatMap(({ step, text }, at) => {
    const own = ours[at]?.text;
    if (own === text) return [];
    const where = `${step?.text ?? "(end)"}: ${place}, RESP${protocol}${pipelined ? ", pipelined" : ""}`;
    const both = `${where}\n  direct: ${JSON.stringify(text)}\n  proxy:  ${JSON.stringify(own)}`;
    return [{ place, step, text: both, isRedirect: /^-(MOVED|ASK) /m.test(own ?? "") }];
  });
}
