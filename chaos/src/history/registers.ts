import type { Finding } from "./finding.ts";
import { isAcknowledged, isDisowned, type Read, type TokenWrite } from "./operation.ts";
import { parseToken } from "./token.ts";
import { type Conflict, conflicts, type Zone } from "./zones.ts";

/** All calls on one register: a key that is only ever `SET`, each time to a new token, and read. */
export interface RegisterHistory {
  readonly key: string;
  readonly writes: readonly TokenWrite[];
  /** A reply is a token, or `null` before the first write. */
  readonly reads: readonly Read[];
  /** What the key's owner held after the load, asked directly, past the client. */
  readonly final: string | null;
  /** Tokens that the servers lost themselves. */
  readonly lostByServers: ReadonlySet<string>;
}

/**
 * Whether each write was answered OK, and each value read was written to this key, and not disowned. All that can
 * be asked of a register whose writes may be run again, and so may undo later ones.
 */
export function checkReplies(history: RegisterHistory): Finding[] {
  const writes = new Map(history.writes.map((write) => [write.token, write]));
  return [
    ...history.writes.filter((write) => isAcknowledged(write) && replyOf(write) !== "OK").map(notOk),
    ...history.reads.filter(isAcknowledged).flatMap((read) => foreignReply(history.key, read, writes)),
  ];
}

/**
 * Whether one order of all calls explains every reply, each write taking effect at one instant between its
 * start and its end (or later, if its fate is unknown), and whether the last acknowledged write is still there.
 */
export function checkRegister(history: RegisterHistory): Finding[] {
  const zones = zonesOf(history);
  const stales = conflicts([...zones.values()]).map((conflict) => stale(history.key, conflict));
  return [...checkReplies(history), ...stales, ...lostWrites(history, zones)];
}

function notOk(write: TokenWrite): Finding {
  const text = `SET ${write.token} was answered ${replyOf(write)}`;
  return { kind: "wrong", about: write.token, times: 1, text };
}

function foreignReply(key: string, read: Read, writes: ReadonlyMap<string, TokenWrite>): Finding[] {
  const text = replyOf(read);
  if (text === null) return [];
  const wrong = (what: string): Finding[] => [
    {
      kind: "wrong",
      about: `${read.worker} ${read.startMs}`,
      times: 1,
      text: `GET ${key} got ${text}: ${what}`,
    },
  ];
  const token = parseToken(text);
  if (token === undefined) return wrong("no value that was ever written");
  if (token.key !== key) return wrong("another key's value");
  const write = writes.get(text);
  if (write === undefined || write.startMs > read.endMs) return wrong("a value not written yet");
  return isDisowned(write) ? wrong("a value whose writer was told that it was not written") : [];
}

function zonesOf(history: RegisterHistory): Map<string | null, Zone> {
  const zones = new Map<string | null, Zone>();
  zones.set(null, {
    token: null,
    placedByMs: Number.NEGATIVE_INFINITY,
    seenFromMs: Number.NEGATIVE_INFINITY,
  });
  for (const write of history.writes) {
    if (history.lostByServers.has(write.token)) continue;
    const placedByMs = isAcknowledged(write) ? write.endMs : Number.POSITIVE_INFINITY;
    zones.set(write.token, { token: write.token, placedByMs, seenFromMs: write.startMs });
  }
  for (const read of history.reads.filter(isAcknowledged)) {
    const zone = zones.get(replyOf(read));
    if (zone === undefined) continue;
    zone.placedByMs = Math.min(zone.placedByMs, read.endMs);
    zone.seenFromMs = Math.max(zone.seenFromMs, read.startMs);
  }
  return zones;
}

function stale(key: string, { seen, other }: Conflict): Finding {
  const [old, newer] = [seen.token ?? "nothing", other.token ?? "nothing"];
  const text = `${key} was ${old} until ${seen.seenFromMs.toFixed(1)} ms, though by ${other.placedByMs.toFixed(1)} ms it was ${newer}`;
  return { kind: "wrong", about: `stale ${key} ${seen.token}`, times: 1, text };
}

/** Acknowledged writes that began after the value which the key finally holds was in place. */
function lostWrites(history: RegisterHistory, zones: ReadonlyMap<string | null, Zone>): Finding[] {
  const { key, final } = history;
  const held = zones.get(final);
  if (held === undefined) {
    const text = `${key} holds ${final}, which nobody wrote there, or which the servers had lost before`;
    return [{ kind: "wrong", about: `final ${key}`, times: 1, text }];
  }
  return history.writes
    .filter((write) => isAcknowledged(write) && !history.lostByServers.has(write.token))
    .filter((write) => write.startMs > held.placedByMs)
    .map((write) => ({
      kind: "lost",
      about: write.token,
      times: 1,
      text: `SET ${key} ${write.token} was acknowledged at ${write.endMs.toFixed(1)} ms, but in the end ${key} holds ${final ?? "nothing"}`,
    }));
}

function replyOf({ outcome }: Read | TokenWrite): string | null {
  return outcome.kind === "ok" && outcome.reply !== null ? String(outcome.reply) : null;
}
