import type { ListenAddress } from "../config/address.ts";
import type { Config } from "../config/config.ts";

/** What the primary process and its workers ask of each other, by topic. */
export const Topic = {
  /** To a worker: {@link StartOrder}; it replies with {@link Addresses}. */
  START: "start",
  /** To a worker: a `Config`. It has done what may fail when it replies. */
  PREPARE: "prepare",
  /** To a worker: puts the prepared configuration in force, and replies with `Changes` and {@link Addresses}. */
  COMMIT: "commit",
  ABANDON: "abandon",
  /** To a worker: ends, as soon as its sessions have. */
  DRAIN: "drain",
  /** To a worker: a {@link Question}. */
  ASK: "ask",
  /** To the primary: a {@link Question} for all workers. */
  COLLECT: "collect",
} as const;

export interface StartOrder {
  readonly config: Config;
  readonly index: number;
  readonly count: number;
  /** How many processes have had the index before. */
  readonly generation: number;
}

/** Where the listeners listen, by name. */
export type Addresses = ReadonlyMap<string, ListenAddress>;

export interface Question {
  readonly kind: string;
  readonly question: unknown;
}
