import { Ending } from "./ending.ts";

/** One piece of work under a name, and everybody who waits for it. */
interface Flight<T> {
  running: number;
  readonly waiting: Set<Waiter<T>>;
  readonly ending: Ending;
}

interface Waiter<T> {
  readonly resolve: (landing: Landing<T>) => void;
  readonly reject: (error: unknown) => void;
  readonly joined: boolean;
}

/** What came of it. `joined`: the work was under way already. */
export interface Landing<T> {
  readonly result: T;
  readonly joined: boolean;
}

/** Somebody who waits. */
export interface Wait<T> {
  readonly landing: Promise<Landing<T>>;
  /** Waits no longer: its promise never settles then. When nobody waits the work is aborted, unless it is to go on. */
  leave(goOn?: boolean): void;
}

/** Does work once for all who want it at the same time. */
export class Flights<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /** Names under which work is done now. */
  get size(): number {
    return this.flights.size;
  }

  has(name: string): boolean {
    return this.flights.has(name);
  }

  /**
   * Waits for the work called `name`, and begins it while fewer than `permits` are at it. What succeeds first is everybody's; an
   * error is everybody's once nobody is at it any more.
   */
  join(name: string, permits: number, work: (ending: Ending) => Promise<T>): Wait<T> {
    let flight = this.flights.get(name);
    if (flight === undefined) {
      flight = { running: 0, waiting: new Set(), ending: new Ending() };
      this.flights.set(name, flight);
    }
    const joined = flight.running > 0 && flight.running >= permits;
    const wait = waitAt(flight, joined, () => this.forget(name, flight));
    if (!joined) this.begin(name, flight, work);
    return wait;
  }

  /** Whoever comes from now on begins anew. Who waits already is still served. */
  part(name: string): void {
    this.flights.delete(name);
  }

  private begin(name: string, flight: Flight<T>, work: (ending: Ending) => Promise<T>): void {
    flight.running++;
    work(flight.ending).then(
      (result) => {
        this.forget(name, flight);
        for (const { resolve, joined } of drained(flight)) resolve({ result, joined });
      },
      (error: unknown) => {
        if (--flight.running > 0) return;
        this.forget(name, flight);
        for (const { reject } of drained(flight)) reject(error);
      },
    );
  }

  private forget(name: string, flight: Flight<T>): void {
    if (this.flights.get(name) === flight) this.flights.delete(name);
  }
}

function waitAt<T>(flight: Flight<T>, joined: boolean, forget: () => void): Wait<T> {
  let waiter: Waiter<T> | undefined;
  const landing = new Promise<Landing<T>>((resolve, reject) => {
    waiter = { resolve, reject, joined };
    flight.waiting.add(waiter);
  });
  const leave = (goOn = false): void => {
    if (!flight.waiting.delete(waiter!) || flight.waiting.size > 0 || goOn) return;
    // Whoever comes now begins anew: this work is about to fail.
    forget();
    flight.ending.abort();
  };
  return { landing, leave };
}

function drained<T>(flight: Flight<T>): readonly Waiter<T>[] {
  const all = [...flight.waiting];
  flight.waiting.clear();
  return all;
}
