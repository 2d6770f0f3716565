/** News providers behind the proxy, as one. */
export interface NewsConfig {
  readonly kind: "nntp";
  /** At least one. */
  readonly providers: readonly ProviderConfig[];
  /** Which provider of a tier is asked first. Default `"least-loaded"`. */
  readonly selection: "least-loaded" | "weighted-round-robin";
  /** That a provider has not got an article is remembered. */
  readonly facts: FactsConfig;
  /** Whether bodies that are yEnc are checked before the first byte goes out: one that is corrupt counts as missing. Default `false`. */
  readonly checkYenc: boolean;
  /** Keeps articles on their way to readers. Default: none. */
  readonly cache?: CacheConfig;
}

/** One account at one news server. */
export interface ProviderConfig {
  /** How logs, metrics and remembered facts call it. Default: its host. */
  readonly name: string;
  readonly host: string;
  /** Default `563` with TLS from the beginning, else `119`. */
  readonly port: number;
  /** Default: no TLS. */
  readonly tls: ProviderTls | undefined;
  readonly username?: string;
  readonly password?: string;
  /** Those of a higher tier are asked once none of a lower one has the article, or can be reached. Default `0`. */
  readonly tier: number;
  /** Share of requests in its tier under `"weighted-round-robin"`. Default: `maxConnections`. */
  readonly weight: number;
  /** Connections at once. Default `10`. */
  readonly maxConnections: number;
  /** Connections that are opened before they are needed. Default `0`. */
  readonly warmConnections: number;
  /** Of the connections, how many sessions with a group may hold at most. Default: all but one, or the one that there is. */
  readonly maxPinned: number;
  /** Whether `COMPRESS DEFLATE` is used: where it is offered, always, or never. Default `"off"`. */
  readonly compress: "auto" | "require" | "off";
  /** Whether articles may be posted there. Default `false`. */
  readonly posting: boolean;
  /** Whether a provider that is not asked first is asked by `STAT` before an article is fetched there. Default `false`. */
  readonly statProbe: boolean;
  /** Milliseconds to connect and log in. Default `10000`. */
  readonly connectTimeoutMs: number;
  /** Milliseconds until the first byte of a reply, and between two pieces of one. Default `30000`. */
  readonly replyTimeoutMs: number;
  /** Milliseconds that a connection is kept without use. Default `60000`. */
  readonly idleTimeoutMs: number;
  /** Milliseconds after which a connection is replaced when it is free; `0` for never. Default `0`. */
  readonly maxAgeMs: number;
  /** Milliseconds without use after which `DATE` shows whether a connection is alive; `0` for never. Default `30000`. */
  readonly keepAliveMs: number;
  /** Milliseconds that a provider which failed is passed over; doubled each time up to 16 times that. Default `1000`. */
  readonly coolDownMs: number;
}

export interface ProviderTls {
  /** At once, or by `STARTTLS`. Default `"implicit"`. */
  readonly mode: "implicit" | "starttls";
  /** PEM file of who signs its certificate, in place of the system's. Default: none. */
  readonly caFile?: string;
  /** The name in its certificate. Default: `host`. */
  readonly serverName?: string;
  /** Whether the certificate is checked. Default `true`. */
  readonly verify: boolean;
}

export interface FactsConfig {
  /** Milliseconds that it is remembered. Default 1 hour. */
  readonly lifeMs: number;
  /** Articles at most; the oldest are forgotten. Default `200000`. */
  readonly maxArticles: number;
  /** File that keeps them over restarts. Default: none. */
  readonly file?: string;
}

/** Where articles are kept, and which part of them. What is asked for by message-id is looked for there first. */
export interface CacheConfig {
  /**
   * `"headers"`: replies to `HEAD`, which `STAT` is answered by, too. `"whole"`: replies to `ARTICLE`, `BODY` and `HEAD`; an
   * article answers all of them.
   */
  readonly articles: "headers" | "whole";
  /** Bytes in the memory of the process. Default 64 MiB. */
  readonly memoryBytes: number;
  /** On disk, over restarts. Default: none. */
  readonly disk?: {
    /** A folder for it alone. */
    readonly path: string;
    /** What all articles there may take. */
    readonly bytes: number;
  };
  /** In Redis or Valkey, for all proxies that use the same servers. Default: none. */
  readonly redis?: {
    /** One address is enough. */
    readonly urls: readonly string[];
  };
  /** Milliseconds that an article is kept. Default 7 days: it never changes, but may be taken down. */
  readonly ttlMs: number;
  /** A larger reply is not kept. In bytes. Default 4 MiB. */
  readonly maxArticleBytes: number;
}
