/** What a peer may make us hold. Reaching a limit is allowed, passing it is `ERR_RESP_LIMIT`. */
export interface Limits {
  /** Aggregates within one another. Default 128. */
  readonly maxDepth: number;
  /** Bytes of one string. Default 512 MiB, as in the servers. */
  readonly maxBulkBytes: number;
  /** Declared length of one aggregate; a map's pairs count once. Default 2^28. */
  readonly maxAggregateLength: number;
  /** Bytes of one line without its ending, and of one inline request. Default 64 KiB; at least 32. */
  readonly maxLineBytes: number;
  /** Bytes on the wire of one whole reply or request. Default 1 GiB. */
  readonly maxReplyBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxDepth: 128,
  maxBulkBytes: 512 * 1024 * 1024,
  maxAggregateLength: 2 ** 28,
  maxLineBytes: 64 * 1024,
  maxReplyBytes: 1024 * 1024 * 1024,
};

/** Everything present. The shortest lines, lengths, are not worth a check of their own: hence the floor of 32. */
export function resolveLimits(limits: Partial<Limits>): Limits {
  const all = { ...DEFAULT_LIMITS, ...limits };
  return { ...all, maxLineBytes: Math.max(32, all.maxLineBytes) };
}
