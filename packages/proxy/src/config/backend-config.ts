import type { ClientOptions, PoolOptions, ReadFrom } from "fairlead";

/** Redis or Valkey servers behind the proxy. What is left out has the client's default. */
export interface BackendConfig
  extends Pick<
    ClientOptions,
    "mode" | "zone" | "timeoutMs" | "connectTimeoutMs" | "stallMs" | "maxBackoffMs" | "topologyCheckMs"
  > {
  /** Default `"resp"`. */
  readonly kind?: "resp" | undefined;
  /** Where to begin to look for the servers; at least one. */
  readonly urls: readonly string[];
  /** Where commands that only read keys go. Default `"primary"`. */
  readonly readFrom?: ReadStrategy;
  /** ACL user. Default `"default"`. */
  readonly username?: string;
  /** Default: none. */
  readonly password?: string;
  /** Default: TLS with the system's authorities for `rediss:` and `valkeys:` URLs, else none. */
  readonly tls?: BackendTls;
  readonly pool?: PoolOptions;
  /** The URLs lead to Sentinels. Default: they don't, unless they say so themselves. */
  readonly sentinel?: BackendSentinel;
}

type ReadStrategy = Extract<ReadFrom, string>;

/** Files are in PEM format; a relative path begins at the configuration file's folder. */
export interface BackendTls {
  /** Who signs the servers' certificates. Default: the system's authorities. */
  readonly caFile?: string;
  /** The proxy's own certificate, where servers ask for one; with `keyFile`. Default: none. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name that the servers' certificates must hold. Default: the host's. */
  readonly servername?: string;
  /** Whether servers with a certificate that can't be verified are refused. Default `true`. */
  readonly rejectUnauthorized?: boolean;
}

export interface BackendSentinel {
  /** What the Sentinels call the primary. Default: the URL's, or the only one that they watch. */
  readonly name?: string;
  /** Who to be for the Sentinels themselves. Default `"default"`. */
  readonly username?: string;
  /** Default: none. */
  readonly password?: string;
}

/** All that `readFrom` may be. */
export const READ_STRATEGIES: readonly ReadStrategy[] = [
  "primary",
  "preferReplica",
  "replica",
  "allNodes",
  "azAffinity",
  "azAffinityReplicasAndPrimary",
];
