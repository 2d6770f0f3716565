/** What one node said of its role. */
export interface RoleSeen {
  readonly atMs: number;
  /** Its id. */
  readonly node: string;
  /** `host:port` of the primary it follows; `undefined` if it is one itself. */
  readonly primary: string | undefined;
}

/** A replica that became a primary. */
export interface Promotion {
  /** When it was known to be a replica for the last time: not after its election, and hardly before. */
  readonly atMs: number;
  readonly node: string;
  /** `host:port` of the primary it had followed. */
  readonly succeeds: string;
}

/** Every change from replica to primary, in order. */
export function promotions(seen: readonly RoleSeen[]): Promotion[] {
  const last = new Map<string, RoleSeen>();
  const found: Promotion[] = [];
  for (const now of seen) {
    const before = last.get(now.node);
    if (now.primary === undefined && before?.primary !== undefined) {
      found.push({ atMs: before.atMs, node: now.node, succeeds: before.primary });
    }
    last.set(now.node, now);
  }
  return found;
}
