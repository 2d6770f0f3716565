/** What is known of one provider at this moment, and what it has done since the start. */
export interface ProviderStatus {
  readonly name: string;
  readonly tier: number;
  /** Asked as usual; passed over; or asked once, to see whether it is well again. */
  readonly state: "up" | "down" | "probing";
  /** Why it failed last, if it is not up. */
  readonly trouble: string | undefined;
  /** Connections that are set up, in use (those of pinned sessions included), and of pinned sessions. */
  readonly open: number;
  readonly inUse: number;
  readonly pinned: number;
  /** Connections that may be open at present. */
  readonly limit: number;
  /** Requests and sessions that wait for a connection. */
  readonly waiting: number;
  /** All of the following count from the start. */
  readonly opened: number;
  /** Requests of which it was the next to ask, and connections that sessions wanted of it. */
  readonly requests: number;
  /** Replies that it has not got the article. */
  readonly misses: number;
  /** Requests and connections that failed through its fault, and how many of each kind of trouble. */
  readonly failures: number;
  readonly failuresByKind: Readonly<Record<string, number>>;
  /** Articles that were not what their checksums say. */
  readonly corrupt: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export interface NewsFigures {
  /** In the order of the configuration. */
  readonly providers: readonly ProviderStatus[];
  /** Articles of which it is remembered that some provider has not got them. */
  readonly facts: number;
}
