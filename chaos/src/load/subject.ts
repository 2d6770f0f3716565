/** What the load needs of the client under test. Replies are as the server's own: `OK`, text, numbers, `null`. */
export interface Subject {
  get(key: string): Promise<unknown>;
  mget(keys: readonly string[]): Promise<readonly unknown[]>;
  set(key: string, value: string, options: { readonly idempotent: boolean }): Promise<unknown>;
  incr(key: string): Promise<unknown>;
  rpush(key: string, value: string): Promise<unknown>;
  close(): Promise<void>;
}
