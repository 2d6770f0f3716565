import { type Client, connect } from "fairlead";
import type { Cluster } from "fairlead-harness";
import { startArena } from "./arenas.ts";
import { CACHE_TOUR, openCache } from "./demo/cache-tour.ts";
import { workHard } from "./demo/hard-work.ts";
import { NEWS_TOUR, openNewsroom } from "./demo/news-tour.ts";
import { DEMO_HELP, parseDemoOptions } from "./demo/options.ts";
import { isFine, plainClientsAt } from "./demo/plain-clients.ts";
import { startProxy } from "./demo/proxy.ts";
import { shardsKnownTo, shardsOf } from "./demo/shards.ts";
import { type Exhibit, type Shown, show, TOUR } from "./demo/tour.ts";
import { untilInterrupted } from "./demo/until-interrupted.ts";
import { killPrimary } from "./faults/kill-primary.ts";
import { fairleadSubject } from "./load/fairlead-subject.ts";
import { execute } from "./program.ts";
import { seededRandom } from "./random.ts";
import { costLines, historyLines, plainLine, shownLine, workLines } from "./report/demo-report.ts";
import { grouped } from "./report/numbers.ts";
import { type Paint, paintFor } from "./report/paint.ts";
import { Progress } from "./report/progress.ts";
import { drawTopology } from "./report/topology.ts";
import { playRound } from "./round.ts";

const WORK_MS = 3_000;
const PARALLEL = 100;
const CALM_MS = 1_000;

/** The main job, before everybody's eyes. */
class Demo {
  readonly #paint: Paint = paintFor(process.stdout, process.env);
  readonly #progress = new Progress(process.stderr);

  /** Resolves with 0 if all went well, else with 1. */
  async run(keep: boolean): Promise<number> {
    this.#progress.step("Starting a cluster of 3 primaries and 3 replicas");
    await using cluster = await startArena(false);
    await using client = await connect(cluster.url);
    const found = await this.#find(cluster, client);
    const toured = await this.#tour(client);
    const cached = await this.#cache(cluster.url);
    const worked = await this.#work(client);
    this.#progress.step("Starting a proxy");
    const proxyPort = await startProxy(cluster);
    const survived = await this.#kill(cluster, client, proxyPort);
    const read = await this.#news();
    const well = found && toured && cached && worked && survived && read;
    this.#print("", well ? this.#paint.good("All went well.") : this.#paint.bad("Not all went well."));
    if (keep) await this.#keep(cluster, proxyPort);
    return well ? 0 : 1;
  }

  /** Whether the client knows from one address what the servers say themselves. */
  async #find(cluster: Cluster, client: Client): Promise<boolean> {
    const known = shardsKnownTo(client);
    const actual = await shardsOf(cluster);
    const isComplete = JSON.stringify(known) === JSON.stringify(actual);
    this.#head(`A cluster, found from one address: ${cluster.url}`);
    this.#print(...drawTopology(known, this.#paint));
    if (!isComplete) {
      this.#print("", this.#paint.bad("  but the servers say:"), "", ...drawTopology(actual, this.#paint));
    }
    return isComplete;
  }

  #tour(client: Client): Promise<boolean> {
    this.#head("What it does");
    return this.#showAll(TOUR, client);
  }

  async #cache(url: string): Promise<boolean> {
    this.#head("A cache before the cluster: in memory, then in Redis");
    await using here = openCache(url, true);
    await using there = openCache(url, true);
    return await this.#showAll(CACHE_TOUR, { here, there });
  }

  async #news(): Promise<boolean> {
    this.#progress.step("Starting news servers");
    await using newsroom = await openNewsroom();
    this.#head("A news reader, through a proxy in front of two providers");
    return await this.#showAll(NEWS_TOUR, newsroom);
  }

  async #showAll<T>(exhibits: readonly Exhibit<T>[], subject: T): Promise<boolean> {
    const shown: Shown[] = [];
    for (const exhibit of exhibits) {
      const outcome = await show(exhibit, subject);
      this.#print(shownLine(outcome, this.#paint));
      shown.push(outcome);
    }
    return shown.every(({ isRight }) => isRight);
  }

  async #work(client: Client): Promise<boolean> {
    this.#head(`Worked hard: ${PARALLEL} callers at once`);
    let operations = 0;
    this.#progress.step("SET and GET", () => grouped(operations));
    const onProgress = (answered: number): void => {
      operations = answered;
    };
    const done = await workHard(client, { forMs: WORK_MS, parallel: PARALLEL, onProgress });
    this.#print(...workLines(done, this.#paint));
    return done.wrong + done.errors === 0;
  }

  async #kill(cluster: Cluster, client: Client, proxyPort: number): Promise<boolean> {
    this.#head("A primary killed under load (SIGKILL; node timeout 2 s)");
    this.#progress.step("Waiting for the other primaries to elect its replica");
    const stopPlainClients = await plainClientsAt(proxyPort);
    const result = await playRound({
      fault: killPrimary,
      cluster,
      name: "kill",
      target: 1,
      random: seededRandom(Date.now()),
      calmMs: CALM_MS,
      connect: () => Promise.resolve({ ...fairleadSubject(client), close: () => Promise.resolve() }),
    });
    const plain = await stopPlainClients();
    this.#print(...costLines(result, this.#paint));
    this.#head(
      `Meanwhile, clients that know nothing of clusters, through a proxy: redis://127.0.0.1:${proxyPort}`,
    );
    this.#print(...plain.map((work) => plainLine(work, this.#paint)));
    this.#head("The cluster afterwards, as the client knows it");
    this.#print(...drawTopology(shardsKnownTo(client), this.#paint));
    this.#head("The history");
    this.#print(...historyLines(result, this.#paint));
    return result.passed && plain.every(isFine);
  }

  async #keep(cluster: Cluster, proxyPort: number): Promise<void> {
    const port = cluster.nodes.find(({ state }) => state === "running")?.port;
    this.#head("The cluster and the proxy go on until Ctrl-C");
    this.#print(
      `  redis-cli -c -p ${port}`,
      `  const client = await connect("redis://127.0.0.1:${port}");`,
      `  redis-cli -p ${proxyPort}     # through the proxy, which looks like one server`,
    );
    await untilInterrupted();
  }

  #head(text: string): void {
    this.#print("", this.#paint.bold(text), "");
  }

  #print(...lines: readonly string[]): void {
    this.#progress.clear();
    for (const line of lines) console.log(line);
  }
}

await execute({ parse: parseDemoOptions, help: DEMO_HELP, run: ({ keep }) => new Demo().run(keep) });
