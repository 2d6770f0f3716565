/** Messages of a channel, text by text; `undefined` where some may be missing. */
export interface Messages extends AsyncIterable<string | undefined> {
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** One command of a pipeline, with the reply or the error it got. */
export type Part =
  | { readonly kind: "incr"; readonly key: string }
  | { readonly kind: "push"; readonly key: string; readonly token: string };

/** What the load needs of the client under test. Replies are as the server's own: `OK`, text, numbers, `null`. */
export interface Subject {
  get(key: string): Promise<unknown>;
  mget(keys: readonly string[]): Promise<readonly unknown[]>;
  set(key: string, value: string, options: { readonly idempotent: boolean }): Promise<unknown>;
  incr(key: string): Promise<unknown>;
  rpush(key: string, value: string): Promise<unknown>;
  /** Sends all together; each part's own reply or error, in order. */
  pipeline(parts: readonly Part[]): Promise<readonly PromiseSettledResult<unknown>[]>;
  /** Two increments as one transaction: both replies. */
  incrTwice(key: string): Promise<readonly [unknown, unknown]>;
  /** Reads the counter, and increments it if nobody did meanwhile: what was read, and the reply. */
  incrWatched(key: string): Promise<readonly [read: unknown, reply: unknown]>;
  /** Waits for an element: `null` if there was none in time. */
  blpop(key: string, seconds: number): Promise<unknown>;
  /** How many subscribers the server knew. */
  publish(channel: string, text: string, sharded: boolean): Promise<number>;
  subscribe(channel: string, sharded: boolean): Messages;
  close(): Promise<void>;
}
