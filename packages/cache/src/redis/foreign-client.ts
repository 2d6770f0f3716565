import type { Answer } from "./redis-like.ts";

/** A command as it goes on the wire. */
export type Words = readonly [name: string, ...args: (string | Buffer)[]];

export interface NodeAddress {
  readonly host: string;
  readonly port: number;
  /** Of one with a name: clients may know it by either, as its servers are set. */
  readonly ip?: string;
}

/** One server, for whoever asks it and no other. */
export interface NodeHandle {
  ask(words: Words): Promise<unknown>;
  /** It is not needed any more. */
  release(): void;
}

/** Rejects if the connection is dead, or the channel not subscribed there any more. */
export type Check = () => Promise<unknown>;

/** What a subscriber is told. */
export interface SubscriberEvents {
  hear(text: string): void;
  /** It has ended by itself, or the channel has left that server. */
  lost(): void;
}

/** What {@link ForeignRedis} needs of a client that isn't ours. */
export interface ForeignClient {
  readonly isCluster: boolean;
  /** What it puts before every key by itself, but not before a scan's pattern. */
  readonly keyPrefix: string;
  /**
   * Sends commands, each by its key, which is the argument at `keyAt`. Each is settled once, by its index: with its reply,
   * strings as bytes, or an error. When aborted it need not settle the others any more.
   */
  ask(
    commands: readonly Words[],
    keyAt: number,
    settle: (index: number, answer: Answer) => void,
    signal: AbortSignal,
  ): void;
  /** The server at an address; any primary without one. */
  node(at?: NodeAddress): Promise<NodeHandle>;
  /**
   * Connects a subscriber of `channel`, at an address or else anywhere, and gives how to check it. It ends when `signal` is
   * aborted, also while it is connecting. Rejects if it can't be, with the server's error if that refuses.
   */
  subscribe(
    channel: string,
    sharded: boolean,
    at: NodeAddress | undefined,
    events: SubscriberEvents,
    signal: AbortSignal,
  ): Promise<Check>;
}
