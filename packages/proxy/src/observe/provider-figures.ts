/** How a news provider is, and what it has done for this process since it was opened. Plain data. */
export interface ProviderFigures {
  /** As the configuration calls it. */
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  readonly tier: number;
  /** Whether it is passed over at present, since it failed. */
  readonly coolingDown: boolean;
  /** Connections that are open and logged in; `busy` and `pinned` are part of them. */
  readonly connections: number;
  /** Connections with a request under way, but for those that are pinned. */
  readonly busy: number;
  /** Connections that sessions hold for their groups, with a request or without. */
  readonly pinned: number;
  readonly maxConnections: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
  readonly requests: number;
  /** Requests for articles that it has not got. */
  readonly misses: number;
  /** Articles that were corrupt, and so taken for missing. */
  readonly corrupt: number;
  /** Connections that could not be made, logins included, and connections lost or given up in a request, by the reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}
