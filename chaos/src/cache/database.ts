import { type Client, commands, connect } from "fairlead";

/** What the cache stands before: versions that only grow. A server of its own, which no fault strikes. */
export class Database {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<Database> {
    return new Database(await connect(url));
  }

  /** The versions of keys, 0 of those that never changed. */
  async versions(names: readonly string[]): Promise<number[]> {
    return (await this.#client.mget(names)).map((text) => Number(text ?? 0));
  }

  /** Gives each key a new version. */
  async change(names: readonly string[]): Promise<number[]> {
    const replies: readonly unknown[] = await this.#client.pipeline(names.map((name) => commands.incr(name)));
    return replies.map(Number);
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
