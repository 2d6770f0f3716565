import { setTimeout as sleep } from "node:timers/promises";
import { library, until } from "fairlead-harness";
import { branch, pick, type Random } from "../random.ts";
import type { NewsFault } from "./news-fault.ts";
import type { NewsResult } from "./news-result.ts";
import type { Newsstand } from "./newsstand.ts";
import type { ChaosProvider } from "./provider.ts";
import { NewsProxy } from "./proxy.ts";
import { NewsSession } from "./session.ts";
import { GROUP } from "./stock.ts";
import { NewsWorld, SESSION_MODES } from "./world.ts";

const SETTLES_MS = 10_000;

export interface NewsRoundOptions {
  readonly stand: Newsstand;
  readonly fault: NewsFault;
  readonly readers: number;
  readonly random: Random;
  /** Milliseconds of load before the fault, and after it. */
  readonly calmMs: number;
}

/** Has readers of all modes use a proxy of their own, does the fault, and judges. */
export async function playNewsRound(options: NewsRoundOptions): Promise<NewsResult> {
  const { fault, stand, readers, calmMs } = options;
  const { providers, stock } = stand;
  const startedAtMs = performance.now();
  const random = branch(options.random);
  await using backstage = new NewsBackstage(providers);
  let proxy = await backstage.next();
  const world = new NewsWorld({
    doors: proxy.doors,
    providers,
    stock,
    union: library({ groups: [GROUP], articles: stock.all }),
    random,
  });
  const sessions = Array.from({ length: readers }, (_, index) => {
    const mode = SESSION_MODES[index % SESSION_MODES.length]!;
    return new NewsSession(world, mode, `${mode}-${index}`, branch(random));
  });
  await sleep(calmMs);
  await fault.inject({
    providers,
    target: pick(random, providers),
    random,
    reload: () => proxy.reload(),
    async drain() {
      const old = proxy;
      proxy = await backstage.next();
      world.doors = proxy.doors;
      for (const door of Object.values(old.doors)) world.leaving.add(door);
      old.process.terminate();
      return old.process.ended;
    },
  });
  await sleep(calmMs);
  world.isStopping = true;
  await Promise.all(sessions.map(({ ended }) => ended));
  const leaks = await leaksOf(proxy, providers);
  return {
    fault,
    world,
    readers,
    leaks,
    seconds: (performance.now() - startedAtMs) / 1_000,
    memoryMib: await proxy.process.memory(),
    passed: world.violationCount === 0 && leaks.length === 0,
  };
}

/** One proxy after the other. */
class NewsBackstage implements AsyncDisposable {
  readonly #providers: readonly ChaosProvider[];
  readonly #proxies: NewsProxy[] = [];

  constructor(providers: readonly ChaosProvider[]) {
    this.#providers = providers;
  }

  async next(): Promise<NewsProxy> {
    const proxy = await NewsProxy.start(this.#providers);
    this.#proxies.push(proxy);
    return proxy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const proxy of this.#proxies) await proxy[Symbol.asyncDispose]();
  }
}

/** What is left of connections without sessions: those that are in use, and those that only one side knows. */
async function leaksOf(proxy: NewsProxy, providers: readonly ChaosProvider[]): Promise<string[]> {
  let leaks: string[] = [];
  const look = async (): Promise<boolean> => {
    leaks = (await proxy.views()).flatMap(({ name, connections, busy, pinned, waiting }) => {
      const known = providers.find((provider) => provider.name === name)!.fake.connections.size;
      if (busy + pinned + waiting === 0 && connections === known) return [];
      return [
        `${name}: ${busy} busy, ${pinned} pinned, ${waiting} waiting; open: ${connections} here, ${known} there`,
      ];
    });
    return leaks.length === 0;
  };
  await until(look, { what: "all connections to be idle", timeoutMs: SETTLES_MS, intervalMs: 50 }).catch(
    () => undefined,
  );
  return leaks;
}
