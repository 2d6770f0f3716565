/** A client library for Node, used as its documentation says. Text comes back where bytes aren't named. */
export interface NodeClient {
  close(): Promise<void>;
  /** Sends any command. */
  send(name: string, ...args: string[]): Promise<unknown>;
  set(key: string, value: string | Buffer): Promise<unknown>;
  get(key: string): Promise<string | null>;
  getBytes(key: string): Promise<Buffer | null>;
  mset(values: Readonly<Record<string, string>>): Promise<unknown>;
  mget(keys: string[]): Promise<(string | null)[]>;
  /** Counts keys up, all in one write. */
  pipeline(keys: readonly string[]): Promise<unknown[]>;
  /** Sets a key to 1, counts it up and gets it, in one transaction. */
  transaction(key: string): Promise<unknown[]>;
  /** Sets a key that it watches meanwhile; whether it did. `undefined`: the library can't. */
  watched: ((key: string, value: string, meanwhile: () => Promise<unknown>) => Promise<boolean>) | undefined;
  /** Waits for an element of a list, on a connection of its own if the library wants one. */
  pop(key: string, timeoutS: number): Promise<string | null>;
  publish(channel: string, message: string): Promise<unknown>;
  /** Resolves once it hears. What it resolves with ends it. */
  subscribe(channel: string, hear: (message: string) => void): Promise<() => Promise<unknown>>;
  psubscribe(pattern: string, hear: (message: string) => void): Promise<() => Promise<unknown>>;
  /** All keys that match. */
  scan(match: string): Promise<string[]>;
  /** Runs {@link ADD} by its hash. */
  add(key: string, by: number): Promise<unknown>;
}

/** A script that the clients under test know. */
export const ADD = "return redis.call('INCRBY', KEYS[1], ARGV[1])";
