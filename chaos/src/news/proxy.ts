import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, LOOPBACK, reaper, until } from "fairlead-harness";
import { ProxyProcess } from "../proxy/proxy-process.ts";
import type { ChaosProvider } from "./provider.ts";
import { type Doors, SESSION_MODES } from "./world.ts";

/** How soon the proxy sees that a provider is frozen, and how long one that failed is passed over at first. */
const REPLY_TIMEOUT_MS = 2_000;
const COOL_DOWN_MS = 100;
/** How long it is remembered that an article is missing. */
const FACTS_LIFE_MS = 1_000;
/** Connections to each provider, now so many, after a reload so many. */
const LIMITS = [40, 36] as const;

/** What `fairlead nodes` and this look at. */
interface ProviderView {
  readonly name: string;
  readonly connections: number;
  readonly busy: number;
  readonly pinned: number;
  readonly waiting: number;
}

/** A proxy for news in a process of its own, with a listener for each mode. */
export class NewsProxy implements AsyncDisposable {
  readonly doors: Doors;
  readonly process: ProxyProcess;
  readonly #providers: readonly ChaosProvider[];
  readonly #file: string;
  readonly #adminPort: number;
  #reloads = 0;

  private constructor(parts: {
    doors: Doors;
    process: ProxyProcess;
    providers: readonly ChaosProvider[];
    file: string;
    adminPort: number;
  }) {
    this.doors = parts.doors;
    this.process = parts.process;
    this.#providers = parts.providers;
    this.#file = parts.file;
    this.#adminPort = parts.adminPort;
  }

  static async start(providers: readonly ChaosProvider[]): Promise<NewsProxy> {
    const ports = await Promise.all(SESSION_MODES.map(async (mode) => [mode, await freePort()] as const));
    const doors = Object.fromEntries(ports) as Doors;
    const adminPort = await freePort();
    const file = join(await reaper().folder("news-proxy"), "proxy.yaml");
    await writeFile(file, configOf(providers, { doors, adminPort, limit: LIMITS[0] }));
    const endpoint = { host: LOOPBACK, port: doors.hybrid };
    const process = await ProxyProcess.run([file], endpoint);
    return new NewsProxy({ doors, process, providers, file, adminPort });
  }

  /** Changes the limits of providers, which are opened anew then. */
  async reload(): Promise<void> {
    const { doors } = this;
    const limit = LIMITS[++this.#reloads % LIMITS.length]!;
    await writeFile(this.#file, configOf(this.#providers, { doors, adminPort: this.#adminPort, limit }));
    const before = await this.#timesReloaded();
    this.process.reload();
    const isDone = async (): Promise<boolean> => (await this.#timesReloaded()) > before;
    await until(isDone, { what: "the proxy to read its configuration again" });
  }

  /** Of each provider, what its connections are doing. */
  async views(): Promise<readonly ProviderView[]> {
    const answer = await fetch(`http://${LOOPBACK}:${this.#adminPort}/nodes`, {
      headers: { connection: "close" },
    });
    const [backend] = (await answer.json()) as { providers: ProviderView[] }[];
    return backend!.providers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
  }

  async #timesReloaded(): Promise<number> {
    return (await this.process.output()).split("backend usenet: changed").length;
  }
}

function configOf(
  providers: readonly ChaosProvider[],
  { doors, adminPort, limit }: { doors: Doors; adminPort: number; limit: number },
): string {
  const listeners = SESSION_MODES.map(
    (mode) => `
  - name: ${mode}
    protocol: nntp
    mode: ${mode}
    address: ${LOOPBACK}:${doors[mode]}
    limits: { pinIdleMs: 50, requestTimeoutMs: 20000 }`,
  );
  const list = providers.map(
    ({ name, tier, wire: { port } }) => `
      - name: ${name}
        host: ${LOOPBACK}
        port: ${port}
        tier: ${tier}
        maxConnections: ${limit}
        replyTimeoutMs: ${REPLY_TIMEOUT_MS}
        connectTimeoutMs: ${REPLY_TIMEOUT_MS}
        coolDownMs: ${COOL_DOWN_MS}`,
  );
  return `
listeners:${listeners.join("")}
backends:
  usenet:
    kind: nntp
    facts: { lifeMs: ${FACTS_LIFE_MS} }
    providers:${list.join("")}
admin: { address: "${LOOPBACK}:${adminPort}" }
`;
}
