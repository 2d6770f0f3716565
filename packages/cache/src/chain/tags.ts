import type { Clock } from "../clock.ts";
import type { Entry, TagStamp } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type { Remote } from "./remote.ts";

/** How long a stamp is believed without asking again. In ms. */
const BELIEVED_MS = 1_000;
const MAX_KNOWN = 10_000;

/** The stamps of some tags; `undefined` if they can't be told. */
export type Stamps = readonly TagStamp[] | undefined | Promise<readonly TagStamp[] | undefined>;

const NONE: readonly TagStamp[] = [];

interface Known {
  readonly stamp: number;
  readonly until: number;
}

/**
 * The stamps of tags. They are kept by the last remote layer that can, for all processes; without one, here. An entry is valid while
 * its tags have the stamps that they had before it was loaded.
 */
export class Tags {
  readonly store: Remote | undefined;
  private readonly clock: Clock;
  private readonly known = new Map<string, Known>();
  /** Without a store: the stamps themselves. */
  private readonly own = new Map<string, number>();

  /** How long the stamps of tags are kept at least, in ms. */
  lifeMs: number = 30 * 86_400_000;

  constructor(store: Remote | undefined, clock: Clock) {
    this.store = store;
    this.clock = clock;
    if (store === undefined) return;
    store.stamped = (stamps) => {
      for (const [tag, stamp] of stamps) this.learn(tag, stamp);
    };
  }

  /** Why the store could not tell a stamp last for what is about to be written. */
  failure: CacheError | undefined = undefined;

  /** When the store could not tell a stamp last, by `performance.now()`. */
  failedAt: number = -Infinity;

  /** Whether its tags have not been invalidated since; a promise if the store has to be asked. */
  isValid(entry: Entry): boolean | Promise<boolean> {
    return this.isKnownValid(entry) ?? this.isStillValid(entry.tags);
  }

  /** The same without asking: `undefined` if the store would have to be. */
  isKnownValid({ tags }: Entry): boolean | undefined {
    if (tags.length === 0) return true;
    if (this.store === undefined) return tags.every(([tag, stamp]) => (this.own.get(tag) ?? 0) === stamp);
    const now = this.clock.now();
    const { pending } = this.store;
    if (pending.tags.size > 0 && tags.some(([tag]) => pending.tags.has(tag))) return false;
    for (const [tag, stamp] of tags) {
      const known = this.known.get(tag);
      // Stamps never come back to what they were.
      if (known !== undefined && known.stamp > stamp) return false;
      if (known === undefined || known.until <= now) return undefined;
    }
    return tags.every(([tag, stamp]) => this.known.get(tag)!.stamp === stamp);
  }

  /**
   * The stamps that tags have now, for an entry that is about to be loaded. `undefined` if they can't be told: then an entry with
   * these tags can't be kept.
   */
  stampsOf(tags: readonly string[]): Stamps {
    if (tags.length === 0) return NONE;
    if (this.store === undefined) return tags.map((tag) => [tag, this.own.get(tag) ?? 0]);
    return this.ask(this.store, tags);
  }

  private async ask(store: Remote, tags: readonly string[]): Promise<readonly TagStamp[] | undefined> {
    const stamps = await store.stamps(tags);
    const all: TagStamp[] = [];
    for (const [at, stamp] of stamps.entries()) {
      if (stamp instanceof CacheError) {
        this.failure = stamp;
        return undefined;
      }
      this.read(tags[at]!, stamp);
      all.push([tags[at]!, stamp]);
    }
    return all;
  }

  /** When each was invalidated last, in ms since 1970, 0 for never; `undefined` if the store can't tell. */
  async times(tags: readonly string[]): Promise<readonly (number | undefined)[]> {
    const { store } = this;
    if (store === undefined) return tags.map((tag) => this.own.get(tag) ?? 0);
    const now = this.clock.now();
    const asked = tags.filter((tag) => !((this.known.get(tag)?.until ?? 0) > now));
    const stamps = await store.stamps(asked);
    for (const [at, stamp] of stamps.entries()) {
      if (!(stamp instanceof CacheError)) this.read(asked[at]!, stamp);
    }
    // An invalidation that the store has yet to be told of is later than all it knows.
    return tags.map((tag) => (store.pending.tags.has(tag) ? undefined : this.known.get(tag)?.stamp));
  }

  /** Makes all entries invalid that have one of the tags. */
  async invalidate(tags: readonly string[], lifeMs: number): Promise<readonly (number | CacheError)[]> {
    if (this.store === undefined) {
      // No entry is older than that.
      for (const [tag, stamp] of this.own) {
        if (stamp > this.clock.now() - lifeMs) break;
        this.own.delete(tag);
      }
      return tags.map((tag) => {
        const stamp = Math.max((this.own.get(tag) ?? 0) + 1, this.clock.now());
        this.own.delete(tag);
        this.own.set(tag, stamp);
        return stamp;
      });
    }
    const stamps = await this.store.invalidate(tags, lifeMs);
    for (const [at, stamp] of stamps.entries()) {
      // One that failed may have come about all the same.
      if (stamp instanceof CacheError) this.known.delete(tags[at]!);
      else this.learn(tags[at]!, stamp);
    }
    return stamps;
  }

  /** It has another stamp now: it is asked for when it is needed. */
  forget(tag: string): void {
    this.known.delete(tag);
  }

  /** Another process has said so. */
  learn(tag: string, stamp: number): void {
    const before = this.known.get(tag);
    if (before !== undefined && before.stamp > stamp) return;
    this.known.delete(tag);
    this.known.set(tag, { stamp, until: this.clock.now() + BELIEVED_MS });
    if (this.known.size > MAX_KNOWN) this.known.delete(this.known.keys().next().value!);
  }

  private async isStillValid(tags: readonly TagStamp[]): Promise<boolean> {
    const stamps = await this.store!.stamps(tags.map(([tag]) => tag));
    return tags.every(([tag, stamp], at) => {
      const now = stamps[at]!;
      // The store is away: what it said last has to do. Of a tag that it never told of, nothing is known.
      if (now instanceof CacheError) {
        this.failedAt = performance.now();
        return this.known.get(tag)?.stamp === stamp;
      }
      this.read(tag, now);
      return now === stamp && this.known.get(tag)?.stamp === stamp;
    });
  }

  /**
   * The store has told a stamp. One that is lower than before was lost with a primary; a lagging replica tells such ones only shortly
   * after an invalidation, while what was learnt then is still believed.
   */
  private read(tag: string, stamp: number): void {
    const before = this.known.get(tag);
    if (before !== undefined && before.stamp > stamp && before.until <= this.clock.now()) {
      this.store!.remind(tag, this.lifeMs);
    }
    this.learn(tag, stamp);
  }
}
