/** Anything that tells what it has and is at, such as a cache. */
export interface Measured {
  stats(): {
    /** Of the cache, as in events. */
    readonly name: string;
    readonly local: readonly {
      readonly layer: string;
      readonly entries: number;
      readonly bytes: number;
      readonly evictions: number;
    }[];
    readonly remote: readonly { readonly layer: string; readonly open: boolean; readonly pending: number }[];
    readonly flights: number;
    readonly offloaded: number;
  };
}
