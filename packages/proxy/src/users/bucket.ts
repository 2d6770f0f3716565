/** What is left of an allowance that fills up again. A value. */
export interface Bucket {
  /** In thousandths, so that whole milliseconds make whole numbers; below 0 it is a debt. */
  readonly level: number;
  /** Milliseconds, as of which it is right. */
  readonly at: number;
}

/** One that holds a second's worth. */
export function full(perSecond: number, now: number): Bucket {
  return { level: perSecond * 1000, at: now };
}

/** After something was used: more than there is makes a debt, for what has no size until it is over. */
export function spend(bucket: Bucket, perSecond: number, amount: number, now: number): Bucket {
  return { level: levelAt(bucket, perSecond, now) - amount * 1000, at: now };
}

/** Milliseconds until there is one again; 0 if there is. */
export function waitMs(bucket: Bucket, perSecond: number, now: number): number {
  return Math.max(0, Math.ceil((1000 - levelAt(bucket, perSecond, now)) / perSecond));
}

function levelAt({ level, at }: Bucket, perSecond: number, now: number): number {
  return Math.min(perSecond * 1000, level + Math.max(0, now - at) * perSecond);
}
