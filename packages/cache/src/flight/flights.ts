import { Ending } from "./ending.ts";

/** One piece of work under a name, and everybody who waits for it. */
interface Flight<T> {
  readonly name: string;
  running: number;
  waiting: number;
  /** None once it has landed: the tables of a `Map` keep for a while what was in them. */
  landing: Landing<T> | undefined;
  readonly ending: Ending;
}

interface Landing<T> {
  readonly promise: Promise<T>;
  readonly resolve: (result: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Of those that have landed, how many are remembered. */
const MOST_LANDED = 1_024;

/** Somebody who waits. */
export interface Wait<T> {
  /** The same for all who wait. */
  readonly landing: Promise<T>;
  /** The work was under way already. */
  readonly joined: boolean;
  readonly flight: Flight<T>;
}

/** Does work once for all who want it at the same time. */
export class Flights<T> {
  private readonly flights = new Map<string, Flight<T>>();
  /** How many have come to an end, with a result, so far. */
  landings = 0;
  /** The names of the last of them. */
  private readonly landed: string[] = [];

  /** Names under which work is done now. */
  get size(): number {
    return this.flights.size;
  }

  has(name: string): boolean {
    return this.flights.has(name);
  }

  /** Whether the work called `name` has come to an end since there were so many {@link Flights.landings}, or may have. */
  hasLandedSince(landings: number, name: string): boolean {
    if (this.landings - landings > MOST_LANDED) return true;
    for (let at = landings; at < this.landings; at++) if (this.landed[at % MOST_LANDED] === name) return true;
    return false;
  }

  /**
   * Waits for the work called `name`, and begins it while fewer than `permits` are at it. What succeeds first is everybody's; an
   * error is everybody's once nobody is at it any more. Whoever waits no longer has to {@link Flights.leave}.
   */
  join(name: string, permits: number, work: (ending: Ending) => Promise<T>): Wait<T> {
    const flight = this.flights.get(name) ?? this.announce(name);
    const joined = flight.running >= permits;
    flight.waiting++;
    if (!joined) this.begin(flight, work);
    return { landing: flight.landing!.promise, joined, flight };
  }

  /** Somebody waits no longer. When nobody waits the work is aborted, unless it is to go on. */
  leave(flight: Flight<T>, goOn: boolean): void {
    if (--flight.waiting > 0 || goOn) return;
    // Whoever comes now begins anew: this work is about to fail.
    this.forget(flight);
    flight.ending.abort();
  }

  /** Whoever comes from now on begins anew. Who waits already is still served. */
  part(name: string): void {
    this.flights.delete(name);
  }

  /** The same for this piece of work, if it is still the one of its name. */
  forget(flight: Flight<T>): void {
    if (this.flights.get(flight.name) === flight) this.flights.delete(flight.name);
  }

  private announce(name: string): Flight<T> {
    const flight: Flight<T> = { name, running: 0, waiting: 0, landing: landing(), ending: new Ending() };
    this.flights.set(name, flight);
    return flight;
  }

  private begin(flight: Flight<T>, work: (ending: Ending) => Promise<T>): void {
    flight.running++;
    work(flight.ending).then(
      (result) => {
        this.landed[this.landings++ % MOST_LANDED] = flight.name;
        this.forget(flight);
        flight.landing?.resolve(result);
        flight.landing = undefined;
      },
      (error: unknown) => {
        if (--flight.running > 0) return;
        this.forget(flight);
        // Nobody may be left to hear of it.
        flight.landing?.promise.catch(() => undefined);
        flight.landing?.reject(error);
        flight.landing = undefined;
      },
    );
  }
}

function landing<T>(): Landing<T> {
  let resolve: ((result: T) => void) | undefined;
  let reject: ((error: unknown) => void) | undefined;
  const promise = new Promise<T>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  return { promise, resolve: resolve!, reject: reject! };
}
