/** What came of mirroring at one listener, counted from its start. */
export interface MirrorStats {
  /** Requests sent to the mirror; a transaction is one. */
  sent: number;
  /** Of those, not answered yet. */
  pending: number;
  /** Not sent, since the mirror was behind. */
  dropped: number;
  /** No reply came from the mirror, or none from the backend to compare it with. */
  failed: number;
  /** Error replies of the mirror, whatever the backend said. */
  errors: number;
  /** Compared, and the same. */
  same: number;
  /** Compared, and different: how often, by command. */
  readonly different: Record<string, number>;
  /** Replied to, but replies to such commands differ anyway. */
  uncompared: number;
}

/** Names that clients make up don't count one by one. */
const MAX_NAMES = 500;

export function noStats(): MirrorStats {
  return {
    sent: 0,
    pending: 0,
    dropped: 0,
    failed: 0,
    errors: 0,
    same: 0,
    different: Object.create(null) as Record<string, number>,
    uncompared: 0,
  };
}

export function countDifferent({ different }: MirrorStats, command: string): void {
  const known = different[command] !== undefined || Object.keys(different).length < MAX_NAMES;
  const name = known ? command : "other";
  different[name] = (different[name] ?? 0) + 1;
}
