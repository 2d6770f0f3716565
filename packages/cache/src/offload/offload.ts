import { LONGEST_TIMER_MS } from "../duration.ts";
import { CacheUsageError } from "../errors.ts";

export interface OffloadOptions {
  /** How many tasks may be under way; more are dropped, and told of. Default 1000. */
  readonly maxTasks?: number;
}

/** What became of a task. */
export type OffloadOutcome = "done" | "failed" | "duplicate" | "dropped";

/** A task under way, and what is to follow it. */
interface Running {
  readonly run: Promise<void>;
  next: (() => Promise<unknown>) | undefined;
}

/** Work that nobody waits for: bounded, each kind and key once at a time, and waited for at the end. */
export class Offload {
  private readonly running = new Map<string, Running>();
  private readonly maxTasks: number;
  private readonly tell: (kind: string, outcome: OffloadOutcome, error?: unknown) => void;
  private closed = false;

  /** @throws {CacheUsageError} `ERR_CACHE_OPTION` */
  constructor(
    { maxTasks = 1_000 }: OffloadOptions,
    tell: (kind: string, outcome: OffloadOutcome, error?: unknown) => void,
  ) {
    if (!Number.isInteger(maxTasks) || maxTasks < 0) {
      throw new CacheUsageError(
        "ERR_CACHE_OPTION",
        `offload.maxTasks is no whole number from 0 on: ${maxTasks}`,
      );
    }
    this.maxTasks = maxTasks;
    this.tell = tell;
  }

  get active(): number {
    return this.running.size;
  }

  /** Whether it was begun: not if the same is under way already, or too much is. */
  start(kind: string, key: string, task: () => Promise<unknown>): boolean {
    const name = `${kind} ${key}`;
    if (this.running.has(name)) return this.refuse(kind, "duplicate");
    if (this.closed || this.running.size >= this.maxTasks) return this.refuse(kind, "dropped");
    this.run(name, kind, task);
    return true;
  }

  /** The same for work that makes what was before it outdated: it follows what is under way, and takes the place of what was to. */
  follow(kind: string, key: string, task: () => Promise<unknown>): boolean {
    const before = this.running.get(`${kind} ${key}`);
    if (before === undefined) return this.start(kind, key, task);
    if (this.closed) return this.refuse(kind, "dropped");
    if (before.next !== undefined) this.refuse(kind, "duplicate");
    before.next = task;
    return true;
  }

  /** Takes no more, and waits for what is under way, at most `timeoutMs`. Gives how many tasks are left. */
  async drain(timeoutMs: number): Promise<number> {
    this.closed = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.min(timeoutMs, LONGEST_TIMER_MS));
    });
    await Promise.race([this.finished(), late]);
    clearTimeout(timer);
    return this.running.size;
  }

  private async finished(): Promise<void> {
    for (const { run } of this.running.values()) await run;
    // What followed.
    if (this.running.size > 0) await this.finished();
  }

  private run(name: string, kind: string, task: () => Promise<unknown>): void {
    const run = task().then(
      () => this.end(name, kind, "done"),
      (error: unknown) => this.end(name, kind, "failed", error),
    );
    this.running.set(name, { run, next: undefined });
  }

  private end(name: string, kind: string, outcome: OffloadOutcome, error?: unknown): void {
    const next = this.running.get(name)?.next;
    this.running.delete(name);
    this.tell(kind, outcome, error);
    if (next !== undefined) this.run(name, kind, next);
  }

  private refuse(kind: string, outcome: OffloadOutcome): false {
    this.tell(kind, outcome);
    return false;
  }
}
