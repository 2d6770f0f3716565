import { setTimeout as sleep } from "node:timers/promises";
import { branch, type Random, seededRandom, wholeNumber } from "../../random.ts";
import { type VitalSigns, Vitals } from "../../watch/vitals.ts";
import { Database } from "../database.ts";
import type { CacheKeyUse } from "../keys.ts";
import type { CacheHistory, Remnant } from "../model/history.ts";
import { Notebook } from "./notebook.ts";
import { Readers } from "./readers.ts";
import { Removers } from "./removers.ts";
import { Stack } from "./stack.ts";

/** What a process is told when it begins. */
export interface MemberOptions {
  readonly process: number;
  /** Of the cluster that the cache is kept in, and of the database. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly prefix: string;
  readonly uses: readonly CacheKeyUse[];
  readonly seed: number;
}

export interface MemberReport {
  readonly history: CacheHistory;
  readonly vitals: VitalSigns;
}

const READERS = 6;
const READER_RESTS_MS = 6;
const REMOVER_RESTS_MS = 60;
/** Longer: what is wrong should not be set right by the next one. */
const RARE_REMOVER_RESTS_MS = 250;
const CLEARER_RESTS_MS = 600;
const TURNS_MS = 3;

/** One process at work: its cache, those who read it, and those who remove. */
export class Member {
  readonly #options: MemberOptions;
  readonly #database: Database;
  readonly #stack: Stack;
  readonly #notebook: Notebook;
  readonly #vitals = new Vitals();
  readonly #ending = new AbortController();
  #work: Promise<unknown> = Promise.resolve();

  private constructor(options: MemberOptions, database: Database) {
    this.#options = options;
    this.#database = database;
    const { process, url, prefix } = options;
    this.#notebook = new Notebook(process);
    this.#stack = new Stack(`${prefix}${process}`, url, prefix, () => this.#notebook.flush());
  }

  static async join(options: MemberOptions): Promise<Member> {
    return new Member(options, await Database.open(options.databaseUrl));
  }

  start(): void {
    const { process, uses, seed } = this.#options;
    const random = seededRandom(seed);
    const readers = new Readers(this.#stack, this.#database, this.#notebook, uses);
    const removers = new Removers(this.#stack, this.#database, this.#notebook, process, uses);
    const reading = Array.from({ length: READERS }, () =>
      this.#loop(branch(random), READER_RESTS_MS, (own) => readers.read(own)),
    );
    this.#vitals.resetDelays();
    this.#work = Promise.all([
      ...reading,
      this.#loop(branch(random), REMOVER_RESTS_MS, (own) => removers.delete(own)),
      this.#loop(branch(random), RARE_REMOVER_RESTS_MS, (own) => removers.put(own)),
      this.#loop(branch(random), RARE_REMOVER_RESTS_MS, (own) => removers.invalidate(own)),
      this.#loop(branch(random), CLEARER_RESTS_MS, () => removers.clear()),
    ]);
  }

  /** Ends all that is under way, and tells what there was. */
  async stop(): Promise<MemberReport> {
    this.#ending.abort();
    await this.#work;
    return { history: this.#notebook.history, vitals: this.#vitals.stop() };
  }

  /** What the layers would serve now. */
  async inspect(): Promise<Remnant[]> {
    const { process, uses } = this.#options;
    return (await Promise.all(uses.map((use) => this.#stack.holdings(process, use)))).flat();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#work.catch(() => undefined);
    this.#vitals.stop();
    await this.#stack.close();
    await this.#database.close();
  }

  async #loop(random: Random, mostMs: number, work: (random: Random) => Promise<void>): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await work(random);
      await sleep(wholeNumber(random, TURNS_MS, mostMs));
    }
  }
}
