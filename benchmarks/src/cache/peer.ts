/** What a cache is to be made of. Travels to child processes as JSON. */
export interface Setup {
  readonly layers: Layers;
  /** Of the server, where there is one among the layers. */
  readonly url: string;
  /** Whether large values are compressed, with gzip. */
  readonly gzip: boolean;
}

export type Layers = "memory" | "redis" | "tiered";

export type Load = () => Promise<unknown>;

/**
 * What workloads need of a cache: everything from an id on, so the making of keys is part of it, as it is for users. Values are kept
 * for an hour.
 */
export interface Peer {
  get(id: string): unknown;
  set(id: string, value: unknown): Promise<unknown>;
  /** What `load` gives is kept. */
  getOrSet?(id: string, load: Load): Promise<unknown>;
  /** In the order of `ids`. */
  getMany?(ids: readonly string[]): Promise<readonly unknown[]>;
  close(): Promise<unknown>;
}
