import type { ScriptSource } from "./scripts.ts";

/** What a command consists of. */
export type Word = string | number | Uint8Array;

/** A kind of command: its name, or the script that it runs. There are few, each made once. */
export interface Verb {
  /** In upper case; of a script `EVALSHA`. */
  readonly name: string;
  readonly script?: ScriptSource;
}

/** One command, of one key where the servers are a cluster. */
export interface Request {
  readonly verb: Verb;
  /** The key or keys, and what follows. */
  readonly args: readonly Word[];
}

/** What a server replied, strings as bytes, or as {@link SendOptions.latin1} says; or why there is no such reply. */
export type Answer = null | number | Uint8Array | string | boolean | bigint | Error | readonly Answer[];

export interface SendOptions {
  /** How long all of it may take, in ms. Above 0. */
  readonly timeoutMs: number;
  /** Its commands may run twice without harm: those whose fate is unknown may be sent again. */
  readonly repeatable: boolean;
  /** Strings may come as text of one character for each byte, if that is cheaper. Default false. */
  readonly latin1?: boolean;
}

/** Hears a channel. */
export interface Ear {
  hear(text: string): void;
  /** Something may not have been heard: before the channel was subscribed, while it was not, or since there was too much. */
  missed(): void;
}

/** Hears of keys that change. */
export interface TrackingEar {
  changed(keys: readonly string[]): void;
  /** Some may not have been told of. */
  missed(): void;
}

/**
 * What the layer needs of a client of Redis, whoever made it. Where it says so it waits for `timeoutMs` at most, also when a
 * server is frozen or can't be reached.
 */
export interface RedisLike {
  /** Whether one command may have several keys, as far as is known: the servers are no cluster. */
  readonly joins: boolean;
  /**
   * Sends commands together, over any slots, each judged alone.
   * Gives one answer for each, in their order. Never rejects.
   */
  send(requests: readonly Request[], options: SendOptions): Promise<readonly Answer[]>;
  /**
   * All keys that match, on all primaries, in groups; those at least that are there all the time, also while slots move. Some may
   * come twice. Throws what keeps it from going on, and when all of it has taken `timeoutMs`, or one step of it `stepMs`.
   */
  keys(match: string, timeoutMs: number, stepMs?: number): AsyncIterable<readonly Uint8Array[]>;
  /** Whether channels belong to slots there: a cluster whose servers know `SPUBLISH`. Rejects if it can't tell. */
  isSharded(timeoutMs: number): Promise<boolean>;
  /** Subscribes a channel until the returned function is called, over outages, failovers and moving slots. */
  subscribe(channel: string, sharded: boolean, ear: Ear): () => void;
  /** Hears of every key that begins with `prefix` and changes, until the returned function is called, if it can. */
  track?(prefix: string, ear: TrackingEar): () => void;
  /** Ends what it has opened, and nothing else. */
  close(): Promise<void>;
}
