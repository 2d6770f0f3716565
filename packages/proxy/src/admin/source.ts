import type { ProviderFigures } from "../observe/provider-figures.ts";
import type { Particulars } from "../observe/seen.ts";

/** What a session is doing. */
export interface SessionView extends Particulars {
  readonly id: number;
  readonly address: string;
  /** `null` until it has logged in, where it has to; of news readers also where they needn't. */
  readonly user: string | null;
  readonly listener: string;
  readonly mode: string;
  readonly ageMs: number;
  readonly idleMs: number;
  /** Requests without a complete reply. */
  readonly pending: number;
  /** Bytes of replies that it has not taken yet. */
  readonly bufferedBytes: number;
  /** Why it is pinned: why it has a connection of its own, or what is kept up for it. */
  readonly holds: readonly string[];
}

export interface ShardView {
  /** `host:port`. */
  readonly primary: string;
  readonly replicas: readonly string[];
  /** First and last of each range. */
  readonly slots: readonly (readonly [number, number])[];
}

/** A backend and its servers. */
export interface BackendView {
  readonly name: string;
  readonly kind: "resp" | "nntp";
  /** `ready`, `degraded`: some nodes are out of reach; `down`: no primary, or no provider, can be reached; `closed`. */
  readonly state: string;
  /** `host:port` of nodes that are out of reach, or of providers that are passed over. */
  readonly unreachable: readonly string[];
  /** Connections of all kinds that are ready for commands. */
  readonly connections: number;
  /** Requests that wait for a connection, or to be sent again. */
  readonly queued: number;
  /** Of servers; empty for news. */
  readonly shards: readonly ShardView[];
  /** Of news; empty for servers. */
  readonly providers: readonly ProviderFigures[];
}

/** A slow request. */
export interface SlowView {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  readonly durationMs: number;
  readonly command: string;
  /** Its first key; `null` if it has none, or keys are not shown. */
  readonly key: string | null;
  readonly listener: string;
  readonly session: number;
  readonly address: string;
  /** What the client calls itself. */
  readonly name: string;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** Who knows what the admin address shows. */
export interface AdminSource {
  /** Why no client should be sent here now; empty if there is no reason. */
  unready(): Promise<readonly string[]>;
  metrics(): Promise<MetricsPage>;
  sessions(): Promise<readonly SessionView[]>;
  nodes(): Promise<readonly BackendView[]>;
  slowLog(): Promise<readonly SlowView[]>;
}
