import { type Cluster, type Server, startCluster, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import { proxyTo } from "../support/start.ts";
import { portOf } from "./bench.ts";
import { REASONS } from "./differences.ts";
import { SILENT } from "./frame-client.ts";
import { type Answer, MANNERS, type Manner, run } from "./runner.ts";
import { type Place, readScripts, type Script, type Step } from "./script.ts";

const SCRIPTS = readScripts();
const PLACES: readonly Place[] = ["server", "cluster"];
/** So that blocks end when they are due. */
const CONFIG = ["hz 500"];

describe("replies through the proxy", () => {
  let direct: Server;
  let behind: Server;
  let cluster: Cluster;
  let proxies: Record<Place, RunningProxy>;
  /** Lines whose replies have been seen to differ. */
  const differing = new Map<Step, Set<Place>>();

  beforeAll(async () => {
    [direct, behind, cluster] = await Promise.all([
      startServer({ config: CONFIG }),
      startServer({ config: CONFIG }),
      startCluster({ primaries: 3, replicas: 0, config: CONFIG }),
    ]);
    proxies = { server: await proxyTo(behind.url), cluster: await proxyTo(cluster.url) };
  });
  afterAll(async () => {
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    await Promise.all([direct.close(), behind.close(), cluster.close()]);
  });

  const groups = new Set(SCRIPTS.map(({ group }) => group));
  it.each([...groups])("are those of a server for %s, but for what differs by design", async (group) => {
    const unlike: string[] = [];
    for (const script of SCRIPTS.filter((each) => each.group === group)) {
      for (const manner of MANNERS) unlike.push(...(await differencesOf(script, manner)));
    }
    expect(unlike.join("\n")).toBe("");
  });

  it("differ wherever that is said to be by design", () => {
    const steps = SCRIPTS.flatMap((script) => script.steps.map((step) => ({ script, step })));
    const said = steps.flatMap(({ script, step }) =>
      step.differs.flatMap((each) => each.at.map((place) => ({ ...each, place, script, step }))),
    );
    const alike = said.filter(
      ({ always, place, step }) => always && differing.get(step)?.has(place) !== true,
    );
    expect(alike.map(({ place, script, step }) => `${place}: ${script.title}: ${step.text}`)).toEqual([]);
    expect(new Set(said.map(({ reason }) => reason))).toEqual(new Set(Object.keys(REASONS)));
    for (const [name, reason] of Object.entries(REASONS)) {
      const lines = said.filter((each) => each.reason === name);
      console.info(`${lines.length} lines differ: ${reason}`);
    }
  });

  async function differencesOf(script: Script, manner: Manner): Promise<string[]> {
    await Promise.all([direct, behind, ...cluster.nodes].map((node) => node.command("FLUSHALL")));
    const ports = [direct.port, ...PLACES.map((place) => portOf(proxies[place]))];
    const [theirs = [], ...ours] = await Promise.all(ports.map((port) => run(script, port, manner)));
    const stuck = theirs.find(({ text }) => text.endsWith(SILENT));
    if (stuck !== undefined) return [`${script.title}: a server is silent after ${stuck.step?.text}`];
    return PLACES.flatMap((place, at) => compare(script, manner, place, theirs, ours[at]!));
  }

  /** What is unlike and should not be. */
  function compare(
    { title }: Script,
    { protocol, pipelined }: Manner,
    place: Place,
    theirs: readonly Answer[],
    ours: readonly Answer[],
  ): string[] {
    return theirs.flatMap(({ step, text }, at) => {
      const own = ours[at]?.text;
      if (own === text) return [];
      if (step !== undefined) differing.set(step, (differing.get(step) ?? new Set()).add(place));
      if (step?.differs.some((each) => each.at.includes(place)) === true) return [];
      const where = `${place} RESP${protocol}${pipelined ? " pipelined" : ""}: ${title}: ${step?.text ?? "(end)"}`;
      return [`${where}\n  direct: ${JSON.stringify(text)}\n  proxy:  ${JSON.stringify(own)}`];
    });
  }
});
