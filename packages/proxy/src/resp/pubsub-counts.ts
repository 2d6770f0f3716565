import type { Reply } from "fairlead-resp";

/**
 * What `PUBSUB NUMSUB` of the servers comes to, names and numbers in turn, for whom all sessions that listen to a channel
 * are one subscriber. `more`: how many there are beside that one.
 */
export function withListeners(counts: Reply, more: (channel: Buffer) => number): Reply {
  if (!Array.isArray(counts)) return counts;
  return counts.map((item, at) => {
    const channel = counts[at - 1];
    return typeof item === "number" && Buffer.isBuffer(channel) ? item + more(channel) : item;
  });
}
