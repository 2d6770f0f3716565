import { setTimeout as sleep } from "node:timers/promises";
import { branch, pick, type Random, wholeNumber } from "../random.ts";
import { ALL_ACTS, drawing, QUICK_ACTS } from "./acts/all.ts";
import { Home } from "./home.ts";
import type { Place } from "./model/place.ts";
import { Rival } from "./rival.ts";
import { Session } from "./session.ts";
import { Watchdog } from "./watchdog.ts";
import type { World } from "./world.ts";

const RIVALS = 8;
const HOMES = 4;
/** One session of so many keeps to the slots of one shard. */
const LOYAL_EVERY = 4;
const MOST_IN_FLIGHT = 48;
const MOST_ACTS_AT_ONCE = 12;

export interface CrowdOptions {
  readonly sessions: number;
  /** Unlike any other crowd's: keys begin with it. */
  readonly name: string;
  /** Slots of every shard, enough to choose from. */
  readonly places: readonly Place[];
  /** The longest that a session rests between two batches. */
  readonly restMs: number;
}

/** A latency, in milliseconds, of a session that uses one shard only. */
export type LatencySink = (shard: number, ms: number) => void;

/** Many sessions at once, each doing one thing after another at random. */
export class Crowd {
  readonly world: World;
  readonly #options: CrowdOptions;
  readonly #random: Random;
  readonly #drawAny = drawing(ALL_ACTS);
  readonly #drawQuick = drawing(QUICK_ACTS);
  readonly #rivals: readonly Rival[];
  readonly #sessions: readonly Session[];
  readonly #loops: Promise<void>[];
  readonly #watchdog: Watchdog;
  #isStopping = false;

  constructor(world: World, options: CrowdOptions, onLatency: LatencySink = () => undefined) {
    this.world = world;
    this.#options = options;
    this.#random = branch(world.random);
    this.#rivals = Array.from(
      { length: RIVALS },
      (_, n) => new Rival(`${options.name}rival${n}`, world, this.#random),
    );
    this.#sessions = Array.from({ length: options.sessions }, (_, n) => this.#session(n, onLatency));
    this.#loops = this.#sessions.map((session) => this.#run(session));
    this.#watchdog = new Watchdog([...this.#sessions, ...this.#rivals.map(({ session }) => session)]);
  }

  /** What the names of its sessions begin with. */
  get name(): string {
    return this.#options.name;
  }

  get sessions(): readonly Session[] {
    return this.#sessions;
  }

  /** Has each session end what it does. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#loops);
    this.#watchdog[Symbol.dispose]();
    for (const rival of this.#rivals) rival.close();
  }

  #session(number: number, onLatency: LatencySink): Session {
    const random = branch(this.#random);
    const name = `${this.#options.name}s${number}`;
    const { places } = this.#options;
    const loyalTo = number % LOYAL_EVERY === 0 ? pick(random, places).shard : undefined;
    const choice = places.filter(({ shard }) => loyalTo === undefined || shard === loyalTo);
    const homes = new Map<string, Place>();
    while (homes.size < Math.min(HOMES, choice.length)) {
      const place = pick(random, choice);
      homes.set(place.tag, place);
    }
    return new Session(
      name,
      this.world,
      random,
      [...homes.values()].map((place) => new Home(name, place)),
      loyalTo === undefined ? undefined : (ms) => onLatency(loyalTo, ms),
    );
  }

  async #run(session: Session): Promise<void> {
    const { random } = session;
    const draw = session.onLatency === undefined ? this.#drawAny : this.#drawQuick;
    while (!this.#isStopping) {
      await session.connect();
      for (let acts = wholeNumber(random, 1, MOST_ACTS_AT_ONCE); acts > 0 && session.isConnected; acts--) {
        await draw(random)(session, pick(random, this.#rivals));
      }
      await session.line.until(wholeNumber(random, 0, MOST_IN_FLIGHT));
      if (this.#options.restMs > 0) await sleep(random() * this.#options.restMs);
    }
    if (session.isConnected) {
      await session.line.until(0);
      session.line.drop(false);
    }
  }
}
