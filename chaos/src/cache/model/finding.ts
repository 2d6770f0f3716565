/**
 * Something a cache must never do.
 *
 * - `returned`: a read gave a value from before a removal that was over, and heard of;
 * - `remained`: a layer holds such a value in the end;
 * - `stray`: a value of another key, or one that never was;
 * - `failed`: a read failed, and not by its loader;
 * - `late`: a read took longer than its loader and the budget;
 * - `twice`: two loads of one key at once in one process.
 */
export const CACHE_FINDING_KINDS = ["returned", "remained", "stray", "failed", "late", "twice"] as const;

export interface CacheFinding {
  readonly kind: (typeof CACHE_FINDING_KINDS)[number];
  /** One sentence for people. */
  readonly text: string;
}
