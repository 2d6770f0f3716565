import { isDeepStrictEqual } from "node:util";
import type { Turn } from "fairlead/internal";
import type { BackendConfig } from "../config/backend-config.ts";
import type { Config } from "../config/config.ts";
import type { NewsConfig } from "../config/provider-config.ts";
import type { ServerKind } from "../resp/shared.ts";
import type { Upstream } from "../resp/upstream.ts";
import { askKind, openBackend } from "./backend.ts";
import type { OpenProviders } from "./news.ts";

/** A backend that is open. */
export type OpenBackend = OpenServers | OpenNews;

/** Servers that are connected. */
export interface OpenServers {
  readonly kind: "resp";
  readonly config: BackendConfig;
  readonly upstream: Upstream;
  readonly server: ServerKind;
}

/** News providers. */
export interface OpenNews {
  readonly kind: "nntp";
  readonly name: string;
  readonly config: NewsConfig;
  readonly providers: OpenProviders;
}

/** Backends as they are to be from some moment on, by name. */
export type BackendSet = ReadonlyMap<string, OpenBackend>;

/** The backends of the configuration, and those from before that sessions still use. */
export class Backends {
  private current: BackendSet = new Map();
  private readonly open = new Set<OpenBackend>();
  private readonly turn: Turn;
  private readonly openNews: (
    name: string,
    config: NewsConfig,
    signal: AbortSignal,
  ) => Promise<OpenProviders>;

  constructor(turn: Turn, openNews: Backends["openNews"]) {
    this.turn = turn;
    this.openNews = openNews;
  }

  /** Those of the configuration, by name. */
  get all(): BackendSet {
    return this.current;
  }

  /** Whether some of earlier configurations are open. */
  get anyRetired(): boolean {
    return this.open.size > this.current.size;
  }

  /**
   * Opens what is new or has changed; what has not is in the result as it is. Nothing is closed, and `all` stays.
   * @throws {Error} that names the backend, its `cause` as `connect` of `fairlead` throws it; nothing new is open then.
   */
  async prepare(configs: Config["backends"], timeoutMs: number, signal: AbortSignal): Promise<BackendSet> {
    const opening = Object.entries(configs).map(async ([name, config]): Promise<[string, OpenBackend]> => {
      const before = this.current.get(name);
      if (before !== undefined && isDeepStrictEqual(before.config, config)) return [name, before];
      return [name, await this.openOne(name, config, timeoutMs, signal)];
    });
    const results = await Promise.allSettled(opening);
    const next = new Map(results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])));
    const failure = results.find((result) => result.status === "rejected");
    if (failure === undefined) return next;
    this.abandon(next);
    throw failure.reason;
  }

  commit(next: BackendSet): void {
    this.current = next;
  }

  /** Closes those of a set that nobody uses. */
  abandon(next: BackendSet): void {
    const mine = new Set(this.current.values());
    for (const backend of next.values()) if (!mine.has(backend)) this.close(backend);
  }

  /** Closes those from before that are not of `used`. */
  retire(used: ReadonlySet<object>): void {
    const mine = new Set(this.current.values());
    for (const backend of [...this.open]) {
      if (!mine.has(backend) && !used.has(partOf(backend))) this.close(backend);
    }
  }

  /** Closes all of them. */
  async closeAll(): Promise<void> {
    const all = [...this.open];
    this.open.clear();
    await Promise.all(all.map((backend) => partOf(backend).close()));
  }

  private async openOne(
    name: string,
    config: Config["backends"][string],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<OpenBackend> {
    const isNews = config.kind === "nntp";
    try {
      const backend = isNews
        ? await this.openProviders(name, config, signal)
        : await this.openServers(name, config, timeoutMs, signal);
      this.open.add(backend);
      return backend;
    } catch (error) {
      const what = isNews ? "opened" : "reached";
      throw new Error(`backend ${name} can't be ${what}: ${(error as Error).message}`, { cause: error });
    }
  }

  private async openServers(
    name: string,
    config: BackendConfig,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<OpenServers> {
    const upstream = await openBackend(name, config, timeoutMs, this.turn, signal);
    return { kind: "resp", config, upstream, server: await askKind(upstream) };
  }

  private async openProviders(name: string, config: NewsConfig, signal: AbortSignal): Promise<OpenNews> {
    return { kind: "nntp", name, config, providers: await this.openNews(name, config, signal) };
  }

  private close(backend: OpenBackend): void {
    if (this.open.delete(backend)) void partOf(backend).close();
  }
}

/** What sessions use of a backend. */
function partOf(backend: OpenBackend): Upstream | OpenProviders {
  return backend.kind === "nntp" ? backend.providers : backend.upstream;
}
