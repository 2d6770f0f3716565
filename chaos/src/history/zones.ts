/** One value of a register, with everything known of when it was there. */
export interface Zone {
  readonly token: string | null;
  /** It was in place by then: the first end of its write or of a read that saw it. */
  placedByMs: number;
  /** It was in place as late as this: the last start of its write or of a read that saw it. */
  seenFromMs: number;
}

/** A value that was seen though another one had come in between. */
export interface Conflict {
  readonly seen: Zone;
  readonly other: Zone;
}

/**
 * What keeps the calls on a register from having one order that explains every reply. Exact where all values are
 * different: Gibbons and Korach, "Testing shared memories" (1997).
 *
 * A value placed by `p` and still seen from `s` was there all through `[p, s]` if `p < s`. Two such stretches
 * may not overlap, and no value may have come and gone (`[s, p]`, `s <= p`) entirely inside one.
 */
export function conflicts(zones: readonly Zone[]): Conflict[] {
  const held = zones.filter((zone) => zone.placedByMs < zone.seenFromMs);
  const brief = zones.filter((zone) => zone.placedByMs >= zone.seenFromMs);
  held.sort((a, b) => a.placedByMs - b.placedByMs);
  brief.sort((a, b) => a.seenFromMs - b.seenFromMs);
  return [...overlaps(held), ...interludes(held, brief)];
}

function overlaps(held: readonly Zone[]): Conflict[] {
  const found: Conflict[] = [];
  let latest: Zone | undefined;
  for (const zone of held) {
    if (latest !== undefined && zone.placedByMs < latest.seenFromMs)
      found.push({ seen: latest, other: zone });
    if (latest === undefined || zone.seenFromMs > latest.seenFromMs) latest = zone;
  }
  return found;
}

function interludes(held: readonly Zone[], brief: readonly Zone[]): Conflict[] {
  const found: Conflict[] = [];
  let next = 0;
  for (const seen of held) {
    while (next < brief.length && brief[next]!.seenFromMs <= seen.placedByMs) next++;
    const other = firstInside(brief, next, seen);
    if (other !== undefined) found.push({ seen, other });
  }
  return found;
}

function firstInside(brief: readonly Zone[], from: number, seen: Zone): Zone | undefined {
  for (let at = from; at < brief.length && brief[at]!.seenFromMs < seen.seenFromMs; at++) {
    if (brief[at]!.placedByMs < seen.seenFromMs) return brief[at];
  }
  return undefined;
}
