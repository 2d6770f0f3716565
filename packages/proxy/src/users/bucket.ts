/** What is left of an allowance that fills up again; below 0 it is a debt. A value. */
export interface Bucket {
  readonly level: number;
  /** Milliseconds, as of which it is right. */
  readonly at: number;
}

/** One that holds a second's worth. */
export function full(perSecond: number, now: number): Bucket {
  return { level: perSecond, at: now };
}

/** After something was used: more than there is makes a debt, for what has no size until it is over. */
export function spend(bucket: Bucket, perSecond: number, amount: number, now: number): Bucket {
  return { level: levelAt(bucket, perSecond, now) - amount, at: now };
}

/** Milliseconds until there is one again; 0 if there is. */
export function waitMs(bucket: Bucket, perSecond: number, now: number): number {
  const missing = 1 - levelAt(bucket, perSecond, now);
  return missing <= 0 ? 0 : Math.ceil((missing / perSecond) * 1000);
}

function levelAt({ level, at }: Bucket, perSecond: number, now: number): number {
  return Math.min(perSecond, level + (Math.max(0, now - at) / 1000) * perSecond);
}
