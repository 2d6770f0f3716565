import type { Finding } from "./finding.ts";

/** One message as it was published: its number, and at how many subscribers the server that took it said it arrived. */
export interface Published {
  readonly sequence: number;
  /** `undefined` if its publisher got no reply. */
  readonly receivers: number | undefined;
}

/** What a subscriber was given, in order: the number of a message, or that some may be missing. */
export type Heard = number | "gap";

/** All messages of one channel that has one publisher and one subscriber. */
export interface ChannelHistory {
  readonly channel: string;
  /** Its publisher talks to the very server at which it is subscribed: so order and arrival are known. */
  readonly sharded: boolean;
  readonly published: readonly Published[];
  readonly heard: readonly Heard[];
}

/**
 * Whether no message came twice, and none that was never published; of a sharded channel also whether they came in order
 * (those without a reply to their publisher may come late: a server that was frozen passes them on when it is awake), and
 * whether each that arrived at the subscriber's connection was given, or told to be missing.
 */
export function checkChannel({ channel, sharded, published, heard }: ChannelHistory): Finding[] {
  const known = new Map(published.map((message) => [message.sequence, message]));
  const findings: Finding[] = [];
  const seen = new Set<number>();
  let last = -1;
  let gap = false;
  for (const item of heard) {
    if (item === "gap") {
      gap = true;
      continue;
    }
    if (!known.has(item)) findings.push(found("wrong", channel, item, "was never published"));
    if (seen.has(item)) findings.push(found("duplicated", channel, item, "came twice"));
    seen.add(item);
    if (!sharded) continue;
    const answered = known.get(item)?.receivers !== undefined;
    if (answered && item < last) findings.push(found("wrong", channel, item, `came behind ${last}`));
    if (!gap) findings.push(...missing(channel, published, last, item));
    last = Math.max(last, item);
    gap = false;
  }
  return findings;
}

/** Messages between two neighbours that arrived at the subscriber's connection, and were not given to it. */
function missing(channel: string, published: readonly Published[], after: number, before: number): Finding[] {
  return published
    .filter(({ sequence, receivers }) => sequence > after && sequence < before && (receivers ?? 0) > 0)
    .map(({ sequence }) =>
      found("lost", channel, sequence, "arrived and was not given, and no gap was told"),
    );
}

function found(kind: Finding["kind"], channel: string, sequence: number, what: string): Finding {
  return {
    kind,
    about: `${channel} ${sequence}`,
    times: 1,
    text: `message ${sequence} of ${channel} ${what}`,
  };
}
