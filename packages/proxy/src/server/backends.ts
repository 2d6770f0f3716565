import { isDeepStrictEqual } from "node:util";
import type { Turn } from "fairlead/internal";
import type { BackendConfig } from "../config/backend-config.ts";
import type { ServerKind } from "../resp/shared.ts";
import type { Upstream } from "../resp/upstream.ts";
import { askKind, openBackend } from "./backend.ts";

/** A backend that is connected. */
export interface OpenBackend {
  readonly config: BackendConfig;
  readonly upstream: Upstream;
  readonly server: ServerKind;
}

/** Backends as they are to be from some moment on, by name. */
export type BackendSet = ReadonlyMap<string, OpenBackend>;

/** The backends of the configuration, and those from before that sessions still use. */
export class Backends {
  private current: BackendSet = new Map();
  private readonly open = new Set<OpenBackend>();
  private readonly turn: Turn;

  constructor(turn: Turn) {
    this.turn = turn;
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
  async prepare(
    configs: Readonly<Record<string, BackendConfig>>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<BackendSet> {
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
  retire(used: ReadonlySet<Upstream>): void {
    const mine = new Set(this.current.values());
    for (const backend of [...this.open]) {
      if (!mine.has(backend) && !used.has(backend.upstream)) this.close(backend);
    }
  }

  /** Closes all of them. */
  async closeAll(): Promise<void> {
    const all = [...this.open];
    this.open.clear();
    await Promise.all(all.map(({ upstream }) => upstream.close()));
  }

  private async openOne(
    name: string,
    config: BackendConfig,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<OpenBackend> {
    try {
      const upstream = await openBackend(name, config, timeoutMs, this.turn, signal);
      const backend = { config, upstream, server: await askKind(upstream) };
      this.open.add(backend);
      return backend;
    } catch (error) {
      throw new Error(`backend ${name} can't be reached: ${(error as Error).message}`, { cause: error });
    }
  }

  private close(backend: OpenBackend): void {
    if (this.open.delete(backend)) void backend.upstream.close();
  }
}
