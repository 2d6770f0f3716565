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
  readonly atMs: number;
  readonly node: string;
  /** `host:port` of the primary it had followed. */
  readonly succeeds: string;
}

/** Every change from replica to primary, in order. */
export function promotions(seen: readonly RoleSeen[]): Promotion[] {
  const followed = new Map<string, string | undefined>();
  const found: Promotion[] = [];
  for (const { atMs, node, primary } of seen) {
    const succeeds = followed.get(node);
    if (primary === undefined && succeeds !== undefined) found.push({ atMs, node, succeeds });
    followed.set(node, primary);
  }
  return found;
}
