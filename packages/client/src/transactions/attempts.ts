import { backoffMs } from "../backoff.ts";
import type { Turn } from "../connection/turn.ts";
import { DeliveryError, UsageError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pause } from "../pause.ts";
import { TransactionError } from "../session-errors.ts";
import { type Ground, type Transaction, TransactionCore, TryAgain } from "./transaction.ts";

/** Options of `client.transaction()`. */
export interface TransactionOptions {
  /** How often it is tried at most. Default: as often as `timeoutMs` allows. */
  readonly attempts?: number;
  /** Milliseconds for the whole, all attempts included. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number;
  /** Gives it up: it rejects with `signal.reason`. What `exec` has written by then may run. */
  readonly signal?: AbortSignal;
}

/** Rivals for a key come back soon, and apart from each other. */
const MAX_PAUSE_MS = 100;
const AFTER_CALLS_MS = 20;

/** Runs `body` until it comes off. What it does must be safe to do again. */
export async function runTransaction<T>(
  body: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
  ground: Ground,
  settings: Settings,
  turn: Turn,
): Promise<T> {
  const { attempts = Number.POSITIVE_INFINITY, timeoutMs = settings.timeoutMs, signal } = options;
  if (!(attempts >= 1))
    throw new UsageError("ERR_USAGE_OPTION", `attempts must be at least 1, not ${attempts}`);
  if (!(timeoutMs > 0))
    throw new UsageError("ERR_USAGE_OPTION", `timeoutMs must be above 0, not ${timeoutMs}`);
  const { runtime } = settings;
  const deadline = runtime.now() + timeoutMs;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const tx = new TransactionCore(ground, settings, turn, deadline, signal);
    let obstacle: TryAgain;
    try {
      return await within(body(tx as Transaction), deadline, runtime, signal, tx);
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      obstacle = error;
    } finally {
      await tx.end();
    }
    const waitMs = backoffMs(attempt, Math.min(settings.maxBackoffMs, MAX_PAUSE_MS), runtime);
    if (attempt >= attempts || runtime.now() + waitMs >= deadline) throw failure(obstacle, attempt);
    await pause(waitMs, runtime, signal);
  }
}

/** The outcome of `work`, unless the deadline or the signal comes first. */
async function within<T>(
  work: Promise<T>,
  deadline: number,
  runtime: Settings["runtime"],
  signal: AbortSignal | undefined,
  tx: TransactionCore,
): Promise<T> {
  let cancel = (): void => undefined;
  let abort = (): void => undefined;
  const cut = new Promise<never>((_, reject) => {
    abort = () => reject(signal?.reason as Error);
    signal?.addEventListener("abort", abort, { once: true });
    // The calls' own deadlines come first, and say more.
    cancel = runtime.after(Math.max(0, deadline - runtime.now()) + AFTER_CALLS_MS, () => {
      const delivery = tx.mayHaveWritten ? "unknown" : "unsent";
      reject(new DeliveryError("ERR_TIMEOUT", delivery, "The transaction", undefined));
    });
  });
  try {
    return await Promise.race([work, cut]);
  } finally {
    cancel();
    signal?.removeEventListener("abort", abort);
  }
}

/** A conflict each time, or a server that could not be used: then it is the deadline that has passed. */
function failure(obstacle: TryAgain, attempt: number): Error {
  if (obstacle.cause !== undefined) {
    return new DeliveryError("ERR_TIMEOUT", "unsent", "The transaction", undefined, obstacle.cause);
  }
  const message = `The transaction was tried ${attempt} times, and each time a watched key had changed`;
  return new TransactionError("ERR_TRANSACTION_CONFLICT", message);
}
