import { NotConnected } from "./failure.ts";
import { pause } from "./pause.ts";
import type { Answer, Ear, RedisLike, Request, SendOptions, TrackingEar } from "./redis-like.ts";
import { asError, within } from "./within.ts";

/** Makes the connection; gives up when aborted. */
type Open = (signal: AbortSignal) => Promise<RedisLike>;

/** After an attempt failed, how long calls fail at once rather than try again. Doubled each time, up to the last. */
const FIRST_REST_MS = 50;
const LAST_REST_MS = 1_000;

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "opening"; readonly attempt: Promise<RedisLike | Error> }
  | { readonly kind: "open"; readonly redis: RedisLike }
  /** Nobody tries before `until`, on the process's own clock. */
  | { readonly kind: "failed"; readonly error: Error; readonly until: number; readonly restMs: number }
  | { readonly kind: "closed" };

/**
 * A connection that is made when it is first used. One attempt is under way at most, and each caller waits for it as long as
 * they have time, no longer.
 */
export class LazyRedis implements RedisLike {
  private readonly open: Open;
  private state: State = { kind: "idle" };
  private lastError: Error | undefined = undefined;
  private readonly ending = new AbortController();

  constructor(open: Open) {
    this.open = open;
  }

  get joins(): boolean {
    return this.state.kind === "open" && this.state.redis.joins;
  }

  send(requests: readonly Request[], options: SendOptions): Promise<readonly Answer[]> {
    const { state } = this;
    return state.kind === "open" ? state.redis.send(requests, options) : this.sendOnceOpen(requests, options);
  }

  private async sendOnceOpen(requests: readonly Request[], options: SendOptions): Promise<readonly Answer[]> {
    const before = performance.now();
    const redis = await this.opened(options.timeoutMs);
    if (redis instanceof Error) return requests.map(() => redis);
    return redis.send(requests, { ...options, timeoutMs: leftOf(options.timeoutMs, before) });
  }

  async *keys(
    match: string,
    timeoutMs: number,
    stepMs: number = timeoutMs,
  ): AsyncIterable<readonly Uint8Array[]> {
    const before = performance.now();
    const redis = await this.openedOrThrow(Math.min(timeoutMs, stepMs));
    yield* redis.keys(match, leftOf(timeoutMs, before), stepMs);
  }

  async isSharded(timeoutMs: number): Promise<boolean> {
    return (await this.openedOrThrow(timeoutMs)).isSharded(timeoutMs);
  }

  subscribe(channel: string, sharded: boolean, ear: Ear): () => void {
    return this.onceOpen((redis) => redis.subscribe(channel, sharded, ear));
  }

  track(prefix: string, ear: TrackingEar): () => void {
    return this.onceOpen((redis) => redis.track?.(prefix, ear) ?? (() => undefined));
  }

  /** Begins something when the connection is open, and gives how to end it. */
  private onceOpen(begin: (redis: RedisLike) => () => void): () => void {
    const { state } = this;
    if (state.kind === "open") return begin(state.redis);
    const ending = new AbortController();
    let stop = (): void => ending.abort();
    void this.whenOpen(ending.signal).then((redis) => {
      if (redis !== undefined && !ending.signal.aborted) stop = begin(redis);
    });
    return () => stop();
  }

  async close(): Promise<void> {
    const { state } = this;
    this.state = { kind: "closed" };
    this.ending.abort();
    if (state.kind === "open") await state.redis.close();
    if (state.kind === "opening") await state.attempt;
  }

  /** The connection, or why there is none within `timeoutMs`. */
  private async opened(timeoutMs: number): Promise<RedisLike | Error> {
    const { state } = this;
    switch (state.kind) {
      case "open":
        return state.redis;
      case "closed":
        return new NotConnected("the layer is closed");
      case "failed":
        if (performance.now() < state.until) {
          return new NotConnected(`no connection: ${state.error.message}`, { cause: state.error });
        }
        return this.wait(this.begin(2 * state.restMs), timeoutMs);
      case "idle":
        return this.wait(this.begin(FIRST_REST_MS), timeoutMs);
      case "opening":
        return this.wait(state.attempt, timeoutMs);
    }
  }

  private async wait(attempt: Promise<RedisLike | Error>, timeoutMs: number): Promise<RedisLike | Error> {
    const outcome = await within(attempt, timeoutMs);
    const { lastError } = this;
    if (!(outcome instanceof Error) || lastError === undefined || outcome === lastError) return outcome;
    return new NotConnected(`no connection: ${lastError.message}`, { cause: lastError });
  }

  /** `restMs`: how long nobody tries again if this fails. */
  private begin(restMs: number): Promise<RedisLike | Error> {
    const attempt = this.open(this.ending.signal).then(
      async (redis) => {
        if (this.state.kind === "closed") await redis.close();
        else this.state = { kind: "open", redis };
        this.lastError = undefined;
        return redis;
      },
      (reason: unknown) => {
        const error = asError(reason);
        this.lastError = error;
        const rest = Math.min(restMs, LAST_REST_MS);
        if (this.state.kind !== "closed") {
          this.state = { kind: "failed", error, until: performance.now() + rest, restMs: rest };
        }
        return error;
      },
    );
    this.state = { kind: "opening", attempt };
    return attempt;
  }

  private async openedOrThrow(timeoutMs: number): Promise<RedisLike> {
    const redis = await this.opened(timeoutMs);
    if (redis instanceof Error) throw redis;
    return redis;
  }

  /** Tries on and on. `undefined` when aborted, or closed. */
  private async whenOpen(signal: AbortSignal): Promise<RedisLike | undefined> {
    while (!signal.aborted && this.state.kind !== "closed") {
      const redis = await this.opened(LAST_REST_MS);
      if (!(redis instanceof Error)) return redis;
      await pause(FIRST_REST_MS, signal);
    }
    return undefined;
  }
}

/** What is left of so many ms since `before`: 1 at least. */
function leftOf(timeoutMs: number, before: number): number {
  return Math.max(1, timeoutMs - (performance.now() - before));
}
