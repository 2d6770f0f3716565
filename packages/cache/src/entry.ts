/** When an entry changes its state. All in ms since 1970; `Infinity` for never. `createdAt` <= the others. */
export interface Times {
  readonly createdAt: number;
  /** From here on it is stale: still good, but worth loading again. */
  readonly staleAt: number;
  /** From here on it is expired: served only when its loader fails. */
  readonly expiresAt: number;
  /** From here on nobody has it any more: `expiresAt` and the grace after it. */
  readonly deadAt: number;
}

/** A tag of an entry, and the stamp the tag had before the value was loaded: another one since then makes it invalid. */
export type TagStamp = readonly [tag: string, stamp: number];

/** One cached value. In a remote layer `V` is what its codec makes of the value. */
export interface Entry<V = unknown> extends Times {
  readonly value: V;
  readonly tags: readonly TagStamp[];
}
