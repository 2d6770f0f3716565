import type { Link } from "./link.ts";

/** What the connections of a client carry at one moment. */
export interface Load {
  /** Connections that are ready for commands. */
  readonly connections: number;
  /** Commands that wait: for a connection, or to be sent again. */
  readonly queued: number;
}

/** What a client carries, and has been through, at one moment. */
export interface ClientStats extends Load {
  /** Commands written and not answered, those of the client itself included. */
  readonly inFlight: number;
  /** Connections to nodes that were made again after a loss or a failure, since the start. */
  readonly reconnects: number;
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
