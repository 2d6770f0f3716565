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

/**
 * An entry made where many are made. The engine may decide to allocate object literals where what lives long is, for a time when many of
 * them did, and sticks to it: then all that they hold stays until the next large collection. With classes it does not.
 */
export class MadeEntry<V = unknown> implements Entry<V> {
  readonly value: V;
  readonly createdAt: number;
  readonly staleAt: number;
  readonly expiresAt: number;
  readonly deadAt: number;
  readonly tags: readonly TagStamp[];

  constructor(value: V, { createdAt, staleAt, expiresAt, deadAt }: Times, tags: readonly TagStamp[]) {
    this.value = value;
    this.createdAt = createdAt;
    this.staleAt = staleAt;
    this.expiresAt = expiresAt;
    this.deadAt = deadAt;
    this.tags = tags;
  }
}
