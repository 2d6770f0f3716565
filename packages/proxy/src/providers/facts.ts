import type { FactsConfig } from "../config/provider-config.ts";

/** Names of providers are bits of a number. Facts of more providers than that are not kept. */
const MAX_NAMES = 31;

/** Message-ids, each with the providers that have not got its article. */
export interface Generation {
  /** When it began, in milliseconds since 1970. */
  readonly since: number;
  readonly missing: Map<string, number>;
}

/** What a file holds. */
export interface KeptFacts {
  readonly names: readonly string[];
  /** Newest first. */
  readonly generations: readonly Generation[];
}

/**
 * Which providers said lately that they have not got an article: by the providers' names, which outlast a change of their
 * order. Kept in two generations, of which the older is forgotten whole: a fact lives for between half of `lifeMs` and all
 * of it. About 100 bytes for each article with a message-id of 40 octets.
 */
export class Facts {
  /** Something changed since they were kept last. */
  isChanged = false;
  private readonly halfLifeMs: number;
  private readonly maxEach: number;
  private readonly names: string[] = [];
  private young: Generation;
  private old: Generation;

  constructor({ lifeMs, maxArticles }: Pick<FactsConfig, "lifeMs" | "maxArticles">, now: number) {
    this.halfLifeMs = lifeMs / 2;
    this.maxEach = Math.max(1, Math.floor(maxArticles / 2));
    this.young = generation(now);
    this.old = generation(now);
  }

  /** Articles, those that are in both generations counted twice. */
  get size(): number {
    return this.young.missing.size + this.old.missing.size;
  }

  /** `name` has not got the article. `now`: milliseconds since 1970. */
  add(messageId: string, name: string, now: number): void {
    const bit = this.bitOf(name);
    if (bit === 0) return;
    this.age(now);
    const before = this.young.missing.get(messageId);
    if (before === undefined && this.young.missing.size >= this.maxEach) this.turn(now);
    this.young.missing.set(before === undefined ? ownCopy(messageId) : messageId, (before ?? 0) | bit);
    this.isChanged = true;
  }

  /** `name` has it after all. */
  clear(messageId: string, name: string): void {
    const bit = this.bitOf(name);
    for (const { missing } of [this.young, this.old]) {
      const bits = missing.get(messageId);
      if (bits === undefined || (bits & bit) === 0) continue;
      if (bits === bit) missing.delete(messageId);
      else missing.set(messageId, bits & ~bit);
      this.isChanged = true;
    }
  }

  /** Who has not got it. */
  about(messageId: string, now: number): (name: string) => boolean {
    this.age(now);
    const bits = (this.young.missing.get(messageId) ?? 0) | (this.old.missing.get(messageId) ?? 0);
    return bits === 0 ? NOBODY : (name) => (bits & this.bitOf(name)) !== 0;
  }

  /** What there is to keep. It may change while it is written. */
  kept(): KeptFacts {
    return { names: this.names, generations: [this.young, this.old] };
  }

  /** Takes what was kept, as far as it is young enough. */
  restore({ names, generations }: KeptFacts, now: number): void {
    const [young, old] = generations;
    if (young === undefined || old === undefined) return;
    this.names.splice(0, this.names.length, ...names.slice(0, MAX_NAMES));
    this.young = young;
    this.old = old;
    this.age(now);
  }

  private bitOf(name: string): number {
    let at = this.names.indexOf(name);
    if (at === -1 && this.names.length < MAX_NAMES) at = this.names.push(name) - 1;
    return at === -1 ? 0 : 1 << at;
  }

  private age(now: number): void {
    const { since } = this.young;
    const age = now - since;
    if (age >= 2 * this.halfLifeMs || age < 0) {
      this.young = generation(now);
      this.old = generation(now);
    } else if (age >= this.halfLifeMs) {
      this.turn(since + this.halfLifeMs);
    }
  }

  private turn(since: number): void {
    this.old = this.young;
    this.young = generation(since);
  }
}

const NOBODY = (): boolean => false;

function generation(since: number): Generation {
  return { since, missing: new Map() };
}

/** A part of a string would keep all of it in memory. */
function ownCopy(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
