import type { Clock } from "../clock.ts";
import { decoded } from "../codec/decoded.ts";
import { channels } from "../diagnostics/channels.ts";
import { type Entry, MadeEntry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import { shortened } from "../freshness/state.ts";
import type { Found, LayerKey, LocalLayer } from "../layer.ts";
import type { Composition } from "./compose.ts";
import { Fences, isOpen, type Passage } from "./fences.ts";
import { Gatherer } from "./gatherer.ts";
import { Leases } from "./leases.ts";
import { consider, Lookup, recall } from "./lookup.ts";
import { Remote } from "./remote.ts";
import { Tags } from "./tags.ts";
import type { LayerPlans, Tier } from "./tier.ts";

/** Layers, first to last, as one: what is read, kept and refilled. */
export class Chain {
  readonly tiers: readonly Tier[];
  readonly remotes: readonly Remote[];
  readonly locals: readonly LocalLayer[];
  /** How many layers at the beginning are local. */
  readonly front: number;
  /** The places of the layers after those. */
  private readonly behind: readonly number[];
  /** Whether what is found is written to other layers. */
  readonly refills: boolean;
  readonly tags: Tags;
  readonly fences: Fences = new Fences();
  readonly leases: Leases;
  readonly composition: Composition;
  readonly clock: Clock;
  /** Writes to a remote layer what was found behind it. */
  refilling:
    | ((at: number, lookup: Lookup, entry: Entry, plans: LayerPlans, passage: Passage) => void)
    | undefined = undefined;
  private readonly cache: string;
  /** Of each remote layer, by its place. */
  private readonly gatherers: readonly (Gatherer | undefined)[];

  constructor(composition: Composition, cache: string, clock: Clock) {
    this.composition = composition;
    this.cache = cache;
    this.clock = clock;
    this.tiers = composition.layers.map((layer) =>
      layer.kind === "local" ? layer : new Remote(layer, cache, composition.rules),
    );
    this.remotes = this.tiers.filter((tier) => tier.kind === "remote");
    this.locals = this.tiers.filter((tier) => tier.kind === "local");
    this.gatherers = this.tiers.map((tier, at) =>
      tier.kind === "local" ? undefined : new Gatherer((lookups) => this.readRemote(lookups, tier, at)),
    );
    this.leases = new Leases(this.tiers);
    const front = this.tiers.findIndex((tier) => tier.kind === "remote");
    this.front = front < 0 ? this.tiers.length : front;
    this.refills = composition.refill && this.tiers.length > 1;
    this.behind = [...this.tiers.keys()].slice(this.front);
    const stores = this.remotes.filter(({ layer }) => layer.tags !== undefined);
    this.tags = new Tags(stores.find(({ layer }) => layer.shared) ?? stores.at(-1), clock);
    const { store } = this.tags;
    if (store !== undefined) store.pending.tagsForgotten = () => this.forgetTagged(store);
  }

  /** As it stands in `source`. */
  labelOf(at: number): string {
    const { label } = this.tiers[at]!;
    return this.composition.label === "" ? label : `${this.composition.label}.${label}`;
  }

  /** Asks the layers behind the front, each for the keys that have nothing fresh yet, and refills those before. */
  async read(lookups: readonly Lookup[], plans: LayerPlans, passages: readonly Passage[]): Promise<void> {
    const asked = this.asked(plans);
    if (asked.length === 1) await this.readTier(wanting(lookups), asked[0]!);
    else await this.readAll(lookups, asked);
    if (!this.refills) return;
    for (const [index, lookup] of lookups.entries()) this.refill(lookup, plans, passages[index]!);
  }

  /**
   * The same for one key, where there is nothing to refill and the one layer behind is remote, as is mostly so: one promise for all who ask in
   * this turn, after which {@link Lookup.settling} may have to be waited for. `undefined` if it is not so.
   */
  readAlone(lookup: Lookup, plans: LayerPlans): Promise<unknown> | undefined {
    if (plans !== undefined || this.refills || this.behind.length !== 1 || lookup.gaveUp) return undefined;
    return this.gatherers[this.behind[0]!]!.read(lookup);
  }

  /** The places of the layers behind the front that are to be asked. */
  private asked(plans: LayerPlans): readonly number[] {
    if (plans === undefined) return this.behind;
    return this.behind.filter((at) => plans.get(this.tiers[at]!.label)?.skip !== true);
  }

  private async readAll(lookups: readonly Lookup[], asked: readonly number[]): Promise<void> {
    switch (this.composition.read) {
      case "sequential":
        for (const at of asked) await this.readTier(wanting(lookups), at);
        return;
      case "parallel":
        await Promise.all(asked.map((at) => this.readTier(lookups, at)));
        return;
      case "race":
        await this.race(lookups, asked);
    }
  }

  /** Asks the local layers at the beginning: at once, if no tags have to be looked up. */
  readFront(key: LayerKey, plans: LayerPlans): Lookup | Promise<Lookup> {
    const lookup = new Lookup(key);
    if (this.front === 0) return lookup;
    const now = this.clock.now();
    for (let at = 0; at < this.front; at++) {
      const layer = this.tiers[at] as LocalLayer;
      if (plans?.get(layer.label)?.skip === true) continue;
      const entry = layer.read(key, now);
      const valid = entry === undefined || this.tags.isValid(entry);
      if (typeof valid !== "boolean") return this.readFrontSlowly(lookup, at, entry, valid);
      consider(lookup, valid ? entry : undefined, at, now);
      if (lookup.state === "fresh") break;
    }
    return lookup;
  }

  /** Writes an entry to a local layer, unless it was removed on its way. */
  keep(
    layer: LocalLayer,
    key: LayerKey,
    entry: Entry,
    plans: LayerPlans,
    passage: Passage | undefined,
  ): void {
    if (passage !== undefined && !(passage.sure && isOpen(passage, entry))) return;
    const plan = plans?.get(layer.label);
    if (plan?.skip === true) return;
    const now = this.clock.now();
    const ttl = Math.min(plan?.ttl ?? Infinity, this.composition.localTtl);
    layer.write(key, ttl === Infinity ? entry : shortened(entry, ttl, now), now);
  }

  /** The layer that keeps tags will never be told of some: nothing that any layer has is believed. */
  private forgetTagged(store: Remote): void {
    this.fences.closeRange({ scope: [] });
    for (const layer of this.locals) layer.clear({ scope: [] });
    for (const remote of this.remotes.filter((one) => one !== store)) {
      remote.pending.addRange({ scope: [] });
      remote.replayLater();
    }
  }

  private async readFrontSlowly(
    lookup: Lookup,
    at: number,
    entry: Entry | undefined,
    valid: Promise<boolean>,
  ): Promise<Lookup> {
    const from = performance.now();
    consider(lookup, (await valid) ? entry : undefined, at, this.clock.now());
    lookup.gaveUp = this.tags.failedAt >= from || performance.now() - from > this.tags.store!.patienceMs;
    for (let next = at + 1; next < this.front && lookup.state !== "fresh"; next++) {
      await this.readTier([lookup], next);
    }
    return lookup;
  }

  private async readTier(lookups: readonly Lookup[], at: number): Promise<void> {
    const tier = this.tiers[at]!;
    if (tier.kind === "local") return this.readLocal(lookups, tier, at);
    const asked =
      tier === this.tags.store && lookups.some((one) => one.gaveUp) ? lookups.filter(isWorthAsking) : lookups;
    const [first] = asked;
    if (first === undefined) return;
    await (asked.length === 1 ? this.gatherers[at]!.read(first) : this.readRemote(asked, tier, at));
    for (const lookup of asked) if (lookup.settling !== undefined) await lookup.settling;
  }

  private async readRemote(lookups: readonly Lookup[], tier: Remote, at: number): Promise<void> {
    const from = performance.now();
    const found = await tier.read(lookups.map(({ key }) => key));
    const now = this.clock.now();
    const isLate = performance.now() - from > tier.patienceMs;
    for (let index = 0; index < lookups.length; index++) {
      const lookup = lookups[index]!;
      const taking = this.take(lookup, found[index]!, tier, at, now, isLate);
      if (taking !== undefined) lookup.settling = Promise.all([lookup.settling, taking]);
    }
  }

  /** A local layer that is not in front. */
  private async readLocal(lookups: readonly Lookup[], layer: LocalLayer, at: number): Promise<void> {
    for (const lookup of lookups) {
      const now = this.clock.now();
      const entry = layer.read(lookup.key, now);
      consider(lookup, entry !== undefined && (await this.tags.isValid(entry)) ? entry : undefined, at, now);
    }
  }

  /** Until every key has something fresh, or all have answered. */
  private race(lookups: readonly Lookup[], asked: readonly number[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let left = asked.length;
      for (const at of asked) {
        this.readTier(lookups, at).then(() => {
          if (--left === 0 || !lookups.some(isWanting)) resolve();
        }, reject);
      }
    });
  }

  /** Takes what a remote layer has found: at once, if nothing has to be waited for. After a late answer nobody is asked for tags. */
  private take(
    lookup: Lookup,
    found: Found,
    tier: Remote,
    at: number,
    now: number,
    isLate: boolean,
  ): Promise<void> | undefined {
    if (found.kind === "error") {
      lookup.degraded = true;
      recall(lookup, at, Number.NaN);
      return undefined;
    }
    recall(lookup, at, found.removal ?? 0);
    const entry = found.kind === "hit" ? this.decoded(found, tier) : undefined;
    return entry instanceof Promise
      ? entry.then((unpacked) => this.judge(lookup, unpacked, at, this.clock.now(), isLate))
      : this.judge(lookup, entry, at, now, isLate);
  }

  private judge(
    lookup: Lookup,
    entry: Entry | undefined,
    at: number,
    now: number,
    isLate: boolean,
  ): Promise<void> | undefined {
    const { tags } = this;
    const valid = entry === undefined || (isLate ? tags.isKnownValid(entry) === true : tags.isValid(entry));
    if (isLate && valid === false) lookup.degraded = true;
    if (typeof valid !== "boolean") {
      return valid.then((late) => consider(lookup, late ? entry : undefined, at, this.clock.now()));
    }
    consider(lookup, valid ? entry : undefined, at, now);
    return undefined;
  }

  private decoded(
    { stored }: Found & { kind: "hit" },
    { layer }: Remote,
  ): Entry | undefined | Promise<Entry | undefined> {
    try {
      const value = decoded(layer.codec, stored.value);
      if (!(value instanceof Promise)) return new MadeEntry(value, stored, stored.tags);
      return value.then(
        (late) => new MadeEntry(late, stored, stored.tags),
        (cause: unknown) => this.unreadable(layer.label, cause),
      );
    } catch (cause) {
      return this.unreadable(layer.label, cause);
    }
  }

  private unreadable(label: string, cause: unknown): undefined {
    const error = new CacheError("ERR_CACHE_DECODE", label, "What is kept can't be read", { cause });
    channels.trouble.publish({ cache: this.cache, layer: label, error });
  }

  /** Writes what was found to the layers before, as long as it lives. */
  private refill(lookup: Lookup, plans: LayerPlans, passage: Passage): void {
    const { entry, at, lacking } = lookup;
    if (entry === undefined) return;
    for (const above of lacking) {
      const tier = this.tiers[above]!;
      if (above > at) continue;
      if (tier.kind === "local") this.keep(tier, lookup.key, entry, plans, passage);
      else this.refilling?.(above, lookup, entry, plans, passage);
    }
  }
}

/** Those that have nothing fresh yet: mostly all of them. */
function wanting(lookups: readonly Lookup[]): readonly Lookup[] {
  return lookups.every(isWanting) ? lookups : lookups.filter(isWanting);
}

/** An ill layer costs a call its budget once. */
function isWorthAsking(lookup: Lookup): boolean {
  if (lookup.gaveUp) lookup.degraded = true;
  return !lookup.gaveUp;
}

function isWanting({ state }: Lookup): boolean {
  return state !== "fresh";
}
