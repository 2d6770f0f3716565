import { nextWaiter } from "./pool-state.ts";
import type { ProviderConnection } from "./provider-connection.ts";
import { type Trouble, trouble } from "./trouble.ts";

/** Who may wait at most, of each kind; more are turned away at once. */
const MAX_WAITING = 10_000;

/** Somebody who wants a connection. Gets exactly one of `give` and `fail`, unless gone by then. */
export interface Waiter {
  /** For as long as a session has a place in a group, not for one request. */
  readonly pins: boolean;
  /** It had a connection before, in vain: those behind it may wait for it, and it goes before them. */
  readonly isAgain: boolean;
  give(connection: ProviderConnection): void;
  fail(why: Trouble): void;
}

interface Place {
  readonly number: number;
  readonly late: NodeJS.Timeout;
}

/** Those who wait for a connection to one provider. */
export class Waiting {
  private readonly requests = new Map<Waiter, Place>();
  private readonly again = new Map<Waiter, Place>();
  private readonly pinning = new Map<Waiter, Place>();
  private places = 0;

  /** How many wait: for one request, and to pin. */
  get counts(): { readonly waiting: number; readonly waitingToPin: number } {
    return { waiting: this.requests.size + this.again.size, waitingToPin: this.pinning.size };
  }

  add(waiter: Waiter, timeoutMs: number): void {
    const queue = this.queueOf(waiter);
    if (queue.size >= MAX_WAITING) {
      waiter.fail(trouble("crowded", `${MAX_WAITING} wait for a connection already.`));
      return;
    }
    const late = setTimeout(() => {
      queue.delete(waiter);
      waiter.fail(trouble("crowded", `No connection was free within ${Math.round(timeoutMs)} ms.`));
    }, timeoutMs);
    queue.set(waiter, { number: queue === this.again ? -1 : this.places++, late });
  }

  /** It wants no connection any more, or has got one. */
  remove(waiter: Waiter): void {
    const queue = this.queueOf(waiter);
    clearTimeout(queue.get(waiter)?.late);
    queue.delete(waiter);
  }

  /** Who is next, of those who may have one. Stays. */
  next(mayPin: boolean): Waiter | undefined {
    const [request] = this.again.size > 0 ? this.again : this.requests;
    const [pinning] = this.pinning;
    switch (nextWaiter(request?.[1].number, pinning?.[1].number, mayPin)) {
      case "request":
        return request?.[0];
      case "pinning":
        return pinning?.[0];
      default:
        return undefined;
    }
  }

  failAll(why: Trouble): void {
    for (const waiter of [...this.again.keys(), ...this.requests.keys(), ...this.pinning.keys()]) {
      this.remove(waiter);
      waiter.fail(why);
    }
  }

  private queueOf({ pins, isAgain }: Waiter): Map<Waiter, Place> {
    if (pins) return this.pinning;
    return isAgain ? this.again : this.requests;
  }
}
