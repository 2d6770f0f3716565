/** What the proxy is in front of. */
export type Place = "server" | "cluster";

/** Replies that differ from a server's by design. */
interface Difference {
  readonly reason: string;
  readonly on: Place;
  /** `title: line` */
  readonly lines: readonly string[];
}

export const DIFFERENCES: readonly Difference[] = [];
