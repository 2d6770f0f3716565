import type { NewsListenerConfig, UserConfig } from "../config/config.ts";
import type { CacheConfig, NewsConfig } from "../config/provider-config.ts";
import type { NewsGate, NewsShared } from "../nntp/shared.ts";
import { bytesOf, TEXTS } from "../nntp/texts.ts";
import type { ArticleFigures } from "../observe/article-figures.ts";
import type { Observer } from "../observe/observer.ts";
import type { ProviderFigures } from "../observe/provider-figures.ts";
import type { Accounts } from "../users/account.ts";
import { Logins, TooManyLogins } from "../users/logins.ts";
import type { Arrival, Guest, Protocol } from "./protocol.ts";

/** The providers of one backend, as the proxy keeps them. */
export interface OpenProviders {
  /** In the order of the configuration. */
  figures(): readonly ProviderFigures[];
  /** What came of requests for articles; `undefined` without a cache. */
  cached(): ArticleFigures | undefined;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** What news consists of: how providers are reached, and how a session with a reader goes. */
export interface NewsParts<Providers extends OpenProviders = OpenProviders> {
  /** Opens the providers of a backend. One that is out of reach is no failure. @throws {Error} when a file can't be read. */
  open(name: string, config: NewsConfig, signal: AbortSignal): Promise<Providers>;
  /** Begins a session: greets the client. */
  begin(arrival: Arrival, shared: NewsShared<Providers>): Guest;
}

/** News readers. */
export class NewsProtocol implements Protocol {
  readonly name = "nntp";
  readonly tooMany: Buffer = bytesOf(TEXTS.tooMany);
  private readonly parts: NewsParts;
  private readonly shared: NewsShared<OpenProviders>;
  private logins: Logins | undefined;

  /** `logins`: who may log in; `undefined` where nobody has to. */
  constructor(parts: NewsParts, shared: NewsShared<OpenProviders>, logins: Logins | undefined) {
    this.parts = parts;
    this.shared = shared;
    this.logins = logins;
  }

  get limits(): NewsListenerConfig["limits"] {
    return this.shared.config.limits;
  }

  get backends(): readonly object[] {
    return [this.shared.providers];
  }

  get observer(): Observer {
    return this.shared.observer;
  }

  welcomes(user: string): boolean {
    return this.logins?.has(user) ?? true;
  }

  follow(next: Protocol): void {
    const { providers } = this.shared;
    Object.assign(this.shared, (next as NewsProtocol).shared, { providers });
    this.logins = (next as NewsProtocol).logins;
  }

  begin(arrival: Arrival): Guest {
    return this.parts.begin(arrival, this.shared);
  }
}

/** Who may log in at a listener; `undefined` where nobody has to. */
export function loginsOf({ auth }: NewsListenerConfig, users: readonly UserConfig[]): Logins | undefined {
  return auth === "users" ? new Logins(users) : undefined;
}

/** The gate to that. */
export function newsGate(logins: Logins | undefined, accounts: Accounts): NewsGate {
  return {
    open: logins === undefined,
    async admit(username, password) {
      try {
        const user = await logins?.check(username, password);
        if (user === undefined) return "wrong";
        const account = accounts.of(user.name);
        if (!account.enter()) return "too-many";
        const { name, mode } = user;
        return { user: name, account, ...(mode === undefined ? {} : { mode }) };
      } catch (error) {
        if (error instanceof TooManyLogins) return "busy";
        throw error;
      }
    },
  };
}

/** What one process of `count` may use of the providers: all of them together keep to the configuration. */
export function partOfProviders(config: NewsConfig, index: number, count: number): NewsConfig {
  if (count === 1) return config;
  const part = (most: number): number => Math.floor(most / count) + (index < most % count ? 1 : 0);
  const { facts, cache } = config;
  return {
    ...config,
    facts: facts.file === undefined ? facts : { ...facts, file: `${facts.file}.${index}` },
    ...(cache && { cache: partOfCache(cache, index, count) }),
    providers: config.providers.map((provider) => {
      const maxConnections = Math.max(1, part(provider.maxConnections));
      return {
        ...provider,
        maxConnections,
        warmConnections: Math.min(maxConnections, part(provider.warmConnections)),
        maxPinned: Math.max(1, Math.min(maxConnections, part(provider.maxPinned))),
      };
    }),
  };
}

/** A folder belongs to one process. */
function partOfCache(cache: CacheConfig, index: number, count: number): CacheConfig {
  const part = (bytes: number): number => Math.max(1, Math.floor(bytes / count));
  const { disk } = cache;
  return {
    ...cache,
    memoryBytes: part(cache.memoryBytes),
    ...(disk && { disk: { path: `${disk.path}.${index}`, bytes: part(disk.bytes) } }),
  };
}
