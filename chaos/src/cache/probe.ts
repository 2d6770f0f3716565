import { setTimeout as sleep } from "node:timers/promises";
import type { Operation } from "../history/operation.ts";
import { attempt } from "../load/recorder.ts";
import type { Subject } from "../load/subject.ts";

const EVERY_MS = 20;

/** Asks every shard for one key, past the cache: so that it is known when a shard serves again. */
export class Probe {
  readonly #operations: Operation[] = [];
  readonly #ending = new AbortController();
  readonly #work: Promise<unknown>;

  /** `keys`: one of each shard. */
  constructor(subject: Subject, keys: readonly string[]) {
    this.#work = Promise.all(keys.map((key, shard) => this.#ask(subject, key, shard)));
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#work;
  }

  async #ask(subject: Subject, key: string, shard: number): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const entry = await attempt(() => subject.get(key));
      this.#operations.push({ kind: "get", worker: `probe-${shard}`, shard, key, ...entry });
      await sleep(EVERY_MS);
    }
  }
}
