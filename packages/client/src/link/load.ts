import type { Link } from "./link.ts";

/** What the connections of a client carry at one moment. */
export interface Load {
  /** Connections that are ready for commands. */
  readonly connections: number;
  /** Commands that wait: for a connection, or to be sent again. */
  readonly queued: number;
}

/** `retrying`: calls that wait to be sent again. */
export function loadOf(links: Iterable<Link>, retrying: number): Load {
  let connections = 0;
  let queued = retrying;
  for (const link of links) {
    if (link.ready) connections++;
    queued += link.queued;
  }
  return { connections, queued };
}
