import { machineMs } from "../clock.ts";
import type { CacheHistory, CacheRead, Flush, LoadSpan, Removal } from "../model/history.ts";

/** What one process writes down of what it does and sees. */
export class Notebook {
  readonly #process: number;
  readonly #reads: CacheRead[] = [];
  readonly #removals: Removal[] = [];
  readonly #loads: LoadSpan[] = [];
  readonly #flushes: Flush[] = [];

  constructor(process: number) {
    this.#process = process;
  }

  get history(): CacheHistory {
    return { reads: this.#reads, removals: this.#removals, loads: this.#loads, flushes: this.#flushes };
  }

  read(read: Omit<CacheRead, "process" | "toMs">): void {
    this.#reads.push({ ...read, process: this.#process, toMs: machineMs() });
  }

  removal(removal: Omit<Removal, "process" | "toMs">): void {
    this.#removals.push({ ...removal, process: this.#process, toMs: machineMs() });
  }

  flush(): void {
    this.#flushes.push({ process: this.#process, atMs: machineMs() });
  }

  /** Times a loader. */
  async load<T>(key: string, work: () => Promise<T>): Promise<T> {
    const fromMs = machineMs();
    try {
      return await work();
    } finally {
      this.#loads.push({ process: this.#process, key, fromMs, toMs: machineMs() });
    }
  }
}
