import { MOMENT_MS } from "./health.ts";
import type { Provider } from "./provider.ts";
import type { ProviderConnection } from "./provider-connection.ts";
import type { Search } from "./search.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { Waiter } from "./waiting.ts";

export const DEFAULT_TIMEOUT_MS = 60_000;

/** Why nobody is left to ask. */
export type Exhaustion = "missing" | "unreachable" | "unable";

/** Something that one provider after the other is tried for. Begins in a microtask: whoever asks has its handle by then. */
export abstract class Trial implements Waiter {
  readonly pins: boolean;
  isAgain = false;
  protected readonly search: Search;
  /** Who is being asked. */
  protected target: Provider | undefined = undefined;
  protected connection: ProviderConnection | undefined = undefined;
  protected isOver = false;
  /** What went wrong last. */
  protected trouble: Trouble = trouble("down", "No provider can be asked at present.");
  private readonly deadline: number;
  private isWaiting = false;
  /** Who might be asked again in a moment is waited for: how not to be, and until when at most. */
  private giveUpHope: (() => void) | undefined = undefined;
  private hopeEnds: number | undefined = undefined;
  /** The connection was in use before: it may have died since. */
  private isSecondhand = false;
  /** Such a one was dead, and this is the attempt with another. */
  private isRetry = false;

  constructor(search: Search, pins: boolean, timeoutMs: number) {
    this.search = search;
    this.pins = pins;
    this.deadline = performance.now() + timeoutMs;
    queueMicrotask(() => this.next());
  }

  give(connection: ProviderConnection): void {
    this.isWaiting = false;
    this.isAgain = true;
    this.connection = connection;
    this.isSecondhand = connection.isUsed;
    this.begin(connection);
  }

  fail(why: Trouble): void {
    this.isWaiting = false;
    this.trouble = why;
    this.pass("failed");
  }

  /** There is a connection to the provider. */
  protected abstract begin(connection: ProviderConnection): void;

  /** Nobody is left to ask. */
  protected abstract exhausted(why: Exhaustion): void;

  /** Tries who is next. */
  protected next(): void {
    if (this.isOver) return;
    if (performance.now() >= this.deadline) {
      this.exhausted("unreachable");
      return;
    }
    const choice = this.search.next();
    if (choice.kind === "wait") {
      this.hopeFor(choice.candidate.provider);
      return;
    }
    if (choice.kind !== "ask") {
      this.exhausted(choice.kind);
      return;
    }
    const { provider } = choice.candidate;
    this.target = provider;
    this.isRetry = false;
    provider.ask();
    this.take(provider);
  }

  /** Goes on to the next provider. */
  protected pass(what: "missed" | "unable" | "failed"): void {
    if (this.target !== undefined) this.search.note(this.target, what);
    this.target = undefined;
    this.next();
  }

  /** The provider did not answer, by no fault of the request: another connection, if this one was just old, or another provider. */
  protected tryElsewhere(why: Trouble, isStale: boolean): void {
    this.giveBack("discard");
    const provider = this.target;
    this.trouble = why;
    if (provider !== undefined && isStale && this.isSecondhand && !this.isRetry) {
      this.isRetry = true;
      provider.pool.dropIdle();
      this.take(provider);
      return;
    }
    provider?.failed(why);
    this.pass("failed");
  }

  /** There is no time left. */
  protected runOut(timeoutMs: number): void {
    const isAsked = this.connection !== undefined;
    this.trouble = isAsked
      ? trouble("timeout", `No reply within ${timeoutMs} ms.`)
      : trouble("crowded", `No connection was free within ${timeoutMs} ms.`);
    if (isAsked) this.target?.failed(this.trouble);
    this.giveBack("discard");
  }

  protected giveBack(how: "clean" | "discard"): void {
    const { connection } = this;
    this.connection = undefined;
    if (connection !== undefined) this.target?.pool.giveBack(connection, how);
  }

  /** Nothing is wanted any more. */
  protected leave(): void {
    this.isOver = true;
    this.giveUpHope?.();
    if (this.isWaiting) this.target?.pool.leave(this);
    this.isWaiting = false;
  }

  private hopeFor(provider: Provider): void {
    const now = performance.now();
    this.hopeEnds ??= now + MOMENT_MS;
    if (now >= this.hopeEnds) {
      this.exhausted("unreachable");
      return;
    }
    const goOn = (): void => {
      this.giveUpHope?.();
      this.next();
    };
    const late = setTimeout(goOn, Math.ceil(this.hopeEnds - now));
    const forget = provider.hopeFor(goOn);
    this.giveUpHope = () => {
      clearTimeout(late);
      forget();
    };
  }

  private take(provider: Provider): void {
    this.isWaiting = true;
    const left = Math.max(0, this.deadline - performance.now());
    // Where there are others to ask, nobody waits for long.
    provider.pool.take(this, this.search.isLast ? left : Math.min(left, provider.config.connectTimeoutMs));
  }
}
