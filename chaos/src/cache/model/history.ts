/** One read of one key, as its caller saw it. Times are ms of a clock that all processes of the machine share. */
export interface CacheRead {
  readonly process: number;
  readonly verb: "get" | "getMany" | "getOrSet";
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly outcome:
    | { readonly kind: "value"; readonly text: string }
    | { readonly kind: "none" }
    /** `own`: the loader's own error. */
    | { readonly kind: "failed"; readonly code: string; readonly own: boolean };
  readonly degraded: boolean;
}

/** Something that makes every older value of some keys one that must not come back. */
export interface Removal {
  readonly process: number;
  readonly verb: "delete" | "deleteMany" | "set" | "invalidateTag" | "clear";
  /** For each key, the version that the database had before the call: none below may be seen after it. */
  readonly floors: readonly Floor[];
  /** The tag of `invalidateTag`. */
  readonly tag?: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The report said that all layers have done it. */
  readonly ok: boolean;
}

export type Floor = readonly [key: string, version: number];

/** A loader at work. */
export interface LoadSpan {
  readonly process: number;
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A process has emptied its memory, as it may have missed what others said. */
export interface Flush {
  readonly process: number;
  readonly atMs: number;
}

/** All that was done and seen. */
export interface CacheHistory {
  readonly reads: readonly CacheRead[];
  readonly removals: readonly Removal[];
  readonly loads: readonly LoadSpan[];
  readonly flushes: readonly Flush[];
}

/** What one layer of one process holds in the end, and would serve. */
export interface Remnant {
  readonly process: number;
  readonly layer: string;
  readonly key: string;
  readonly text: string;
}

/** While servers or connections are being broken, and until they are whole again. */
export interface Disturbance {
  readonly struckMs: number;
  readonly healedMs: number;
}

export function mergeHistories(parts: readonly CacheHistory[]): CacheHistory {
  return {
    reads: parts.flatMap(({ reads }) => reads),
    removals: parts.flatMap(({ removals }) => removals),
    loads: parts.flatMap(({ loads }) => loads),
    flushes: parts.flatMap(({ flushes }) => flushes),
  };
}
