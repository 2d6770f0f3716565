import { setImmediate as turn } from "node:timers/promises";
import type { Client } from "../../src/index.ts";

export interface LoadReport {
  /** By `code/delivery`. */
  readonly errors: Record<string, number>;
  /** Replies that were not what the writer had written. */
  readonly wrong: number;
  readonly operations: number;
}

/** One writer for each key, that writes and reads back, until stopped. */
export class Load {
  private readonly errors: Record<string, number> = {};
  private wrong = 0;
  private operations = 0;
  private stopped = false;
  private writers: Promise<void>[] = [];
  private readonly client: Client;
  private readonly keys: readonly string[];

  constructor(client: Client, keys: readonly string[]) {
    this.client = client;
    this.keys = keys;
  }

  start(): this {
    this.writers = this.keys.map((key) => this.write(key));
    return this;
  }

  /** Resolves after every writer has had some turns. */
  async progress(): Promise<void> {
    const target = this.operations + 5 * this.keys.length;
    while (this.operations < target) await turn();
  }

  async stop(): Promise<LoadReport> {
    this.stopped = true;
    await Promise.all(this.writers);
    return { errors: this.errors, wrong: this.wrong, operations: this.operations };
  }

  private async write(key: string): Promise<void> {
    while (!this.stopped) {
      try {
        const value = `value of ${key}`;
        await this.client.set(key, value);
        if ((await this.client.get(key)) !== value) this.wrong++;
      } catch (error) {
        const { code, delivery } = error as { code?: string; delivery?: string };
        const name = `${code}/${delivery}`;
        this.errors[name] = (this.errors[name] ?? 0) + 1;
      }
      this.operations++;
    }
  }
}
