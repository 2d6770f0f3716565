import { channels } from "../diagnostics/channels.ts";
import { CacheError, CacheUsageError } from "../errors.ts";
import type { Found, KeyRange, LayerKey, RemoteLayer, Writing, Written } from "../layer.ts";
import { type Answer, figuresOf, foundOf, isOutage, isTrouble, type Operation } from "./answers.ts";
import { type Breaker, CLOSED, counted, tried } from "./breaker.ts";
import type { RemoteRules } from "./compose.ts";
import { Pending } from "./pending.ts";
import { type Amends, type Bulletin, replay } from "./replay.ts";
import { TimeLimit } from "./time-limit.ts";

/** How much of the time that a read may take a lease may. */
const LEASING_SHARE = 0.8;

const PROBE: LayerKey = { scope: [], name: "fairlead", version: 0, params: [], id: "fairlead:0:probe" };

/**
 * A remote layer that never costs more than its budget: answers are late after that, and while the breaker is open it isn't asked
 * at all. Removals that it misses are told it later; until then what it has under those keys is not believed.
 */
export class Remote {
  readonly kind = "remote";
  readonly layer: RemoteLayer;
  readonly pending: Pending;
  /** Called with the stamps of tags that it has been told late. */
  stamped: ((tags: Amends["tags"]) => void) | undefined = undefined;
  /** Called with what it has been told late. */
  amended: ((amends: Amends) => void) | undefined = undefined;
  /** What is to be said through it once it can be. */
  bulletin: Bulletin | undefined = undefined;
  private readonly cache: string;
  private readonly rules: RemoteRules;
  private readonly reading: TimeLimit;
  private readonly writing: TimeLimit;
  private readonly clearing: TimeLimit;
  private readonly leasing: TimeLimit;
  private breaker: Breaker = CLOSED;
  private timer: NodeJS.Timeout | undefined = undefined;
  private closed = false;

  constructor(layer: RemoteLayer, cache: string, rules: RemoteRules) {
    this.layer = layer;
    this.cache = cache;
    this.rules = rules;
    this.reading = new TimeLimit(rules.readMs);
    this.writing = new TimeLimit(rules.writeMs);
    this.clearing = new TimeLimit(rules.clearMs);
    this.leasing = new TimeLimit(rules.readMs * LEASING_SHARE);
    this.pending = new Pending(rules.maxPending);
  }

  get label(): string {
    return this.layer.label;
  }

  /** Whether it is not asked. */
  get isOpen(): boolean {
    return this.breaker.kind === "open";
  }

  read(keys: readonly LayerKey[]): Promise<readonly Found[]> {
    const { length } = keys;
    const refused = this.refused(length);
    if (refused !== undefined) return refused.then((errors) => this.believed(keys, errors));
    const call = (context: { timeoutMs: number }): Promise<Answer<Found>> => this.layer.read(keys, context);
    return this.bounded("read", length, this.reading, call, [], (answer) => this.believed(keys, answer));
  }

  /** How long looking for a key may have taken, in ms, for a lease to be waited for: together they take no longer than a read may. */
  get patienceMs(): number {
    return this.reading.ms - this.leasing.ms;
  }

  /** For layers that lease keys. Without a lease nothing is written: who looks for the reason is told. */
  async lease(keys: readonly LayerKey[]): Promise<Answer<number>> {
    const marks = await this.ask("lease", keys.length, this.leasing, (c) => this.layer.lease!(keys, c));
    const error = marks.find(isTrouble);
    if (error !== undefined) channels.trouble.publish({ cache: this.cache, layer: this.label, error });
    return marks;
  }

  async write(items: readonly Writing[]): Promise<readonly Written[]> {
    const { pending } = this;
    const allowed = items.filter(({ key, unless }) => unless === undefined || !pending.has(key));
    const missed = allowed.map(({ key }) => pending.keys.get(key.id));
    const written = await this.ask(
      "write",
      allowed.length,
      this.writing,
      (c) => this.layer.write(allowed, c),
      allowed,
    );
    for (const [at, outcome] of written.entries()) {
      const { key, unless } = allowed[at]!;
      // It is newer than the removal that was still pending, but not than one since then.
      if (outcome !== "stored" || unless !== undefined || missed[at] === undefined) continue;
      if (pending.keys.get(key.id) === missed[at]) pending.keys.delete(key.id);
    }
    if (allowed.length === items.length) return written;
    const outcomes = new Map(allowed.map((item, at) => [item, written[at]!]));
    return items.map((item) => outcomes.get(item) ?? "refused");
  }

  async remove(keys: readonly LayerKey[]): Promise<Answer<boolean>> {
    const removed = await this.ask("remove", keys.length, this.writing, (c) => this.layer.remove(keys, c));
    for (const [at, outcome] of removed.entries()) {
      if (outcome instanceof CacheError) this.pending.addKey(keys[at]!);
    }
    this.replayLater();
    return removed;
  }

  async clear(range: KeyRange): Promise<number | CacheError> {
    const [cleared] = await this.ask("clear", 1, this.clearing, async (c) => [
      await this.layer.clear(range, c),
    ]);
    if (cleared instanceof CacheError) this.pending.addRange(range);
    this.replayLater();
    return cleared!;
  }

  /** @throws {CacheError} what keeps the layer from going on. */
  async *keys(range: KeyRange): AsyncGenerator<readonly string[]> {
    const { layer, label, rules } = this;
    if (layer.keys === undefined) {
      throw new CacheUsageError("ERR_CACHE_OPTION", `the layer ${label} can't tell its keys`);
    }
    const refusal = this.refusal(1);
    if (refusal !== undefined) throw refusal[0]!;
    try {
      yield* layer.keys(range, { timeoutMs: rules.readMs });
    } catch (cause) {
      if (cause instanceof CacheError) throw cause;
      throw new CacheError("ERR_CACHE_REFUSED", label, "The keys can't be listed", { cause });
    }
  }

  stamps(tags: readonly string[]): Promise<Answer<number>> {
    return this.ask("stamps", tags.length, this.reading, (c) => this.layer.tags!.stamps(tags, c));
  }

  async invalidate(tags: readonly string[], lifeMs: number): Promise<Answer<number>> {
    const stamps = await this.ask("invalidate", tags.length, this.writing, (c) =>
      this.layer.tags!.invalidate(tags, lifeMs, c),
    );
    for (const [at, outcome] of stamps.entries()) {
      if (outcome instanceof CacheError) this.pending.addTag(tags[at]!, lifeMs);
    }
    this.replayLater();
    return stamps;
  }

  /** It has forgotten that a tag was invalidated: it is told so again, and its entries are not believed until then. */
  remind(tag: string, lifeMs: number): void {
    this.pending.addTag(tag, lifeMs);
    this.replayLater();
  }

  async publish(text: string): Promise<CacheError | undefined> {
    const [error] = await this.ask("publish", 1, this.writing, async (c) => [
      await this.layer.bus!.publish(text, c),
    ]);
    return error;
  }

  async acquire(key: LayerKey, token: string, ms: number): Promise<boolean | CacheError> {
    const [answer] = await this.ask("lock", 1, this.writing, async (c) => [
      await this.layer.locks!.acquire(key, token, ms, c),
    ]);
    return answer!;
  }

  async release(key: LayerKey, token: string): Promise<void> {
    await this.ask("lock", 1, this.writing, async (c) => [await this.layer.locks!.release(key, token, c)]);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.layer.close();
  }

  private ask<T>(
    operation: Operation,
    items: number,
    limit: TimeLimit,
    call: (context: { timeoutMs: number }) => Promise<Answer<T>>,
    sent: readonly Writing[] = [],
  ): Promise<Answer<T>> {
    return this.refused(items) ?? this.bounded(operation, items, limit, call, sent, (answer) => answer);
  }

  /** The answer to everything that is not asked at all. */
  private refused(items: number): Promise<readonly CacheError[]> | undefined {
    const refusal = items === 0 ? [] : this.refusal(items);
    return refusal === undefined ? undefined : Promise.resolve(refusal);
  }

  private bounded<T, R>(
    operation: Operation,
    items: number,
    limit: TimeLimit,
    call: (context: { timeoutMs: number }) => Promise<Answer<T>>,
    sent: readonly Writing[],
    give: (answer: Answer<T>) => R,
  ): Promise<R> {
    const from = channels.layer.hasSubscribers ? performance.now() : undefined;
    const late = (): Answer<T> =>
      this.all(items, "ERR_CACHE_TIMEOUT", `has not answered within ${limit.ms} ms`);
    return limit.within(call({ timeoutMs: limit.ms }), late, (answer) => {
      this.count(answer);
      // Who came while it was under way hears of the next: when this one began is not known.
      if (from !== undefined && channels.layer.hasSubscribers) {
        const times = { cache: this.cache, layer: this.label, durationMs: performance.now() - from };
        channels.layer.publish({ ...times, ...figuresOf(operation, answer, sent) });
      }
      return give(answer);
    });
  }

  /** What was never asked, or is late, is one error for all keys; what is to be removed there is not believed. */
  private believed(keys: readonly LayerKey[], answer: Answer<Found>): readonly Found[] {
    const all = answer[0] instanceof CacheError ? answer.map(foundOf) : (answer as readonly Found[]);
    if (this.pending.size === 0) return all;
    return all.map((one, at) =>
      one.kind !== "error" && this.pending.has(keys[at]!) ? { kind: "miss", removal: 0 } : one,
    );
  }

  /** Why it is not asked at all. */
  private refusal(items: number): readonly CacheError[] | undefined {
    if (this.closed) return this.all(items, "ERR_CACHE_CLOSED", "is closed");
    if (!this.isOpen) return undefined;
    return this.all(items, "ERR_CACHE_BREAKER", "has failed too often, and is not asked for now");
  }

  private all(items: number, code: CacheError["code"], what: string): readonly CacheError[] {
    const error = new CacheError(code, this.label, `The layer ${this.label} ${what}`);
    return Array.from({ length: items }, () => error);
  }

  private count(answer: Answer<unknown>): void {
    const { breaker } = this;
    this.breaker = counted(breaker, answer.every(isOutage), Date.now(), this.rules.breaker);
    if (breaker.kind === "closed" && this.breaker.kind === "open") this.opened();
  }

  private opened(): void {
    channels.breaker.publish({ cache: this.cache, layer: this.label, state: "open" });
    clearTimeout(this.timer);
    this.tryLater();
  }

  private tryLater(): void {
    const { breaker } = this;
    if (breaker.kind === "closed" || this.closed) return;
    this.timer = setTimeout(() => void this.try(), Math.max(0, breaker.at - Date.now()));
    this.timer.unref();
  }

  /** Nobody waits for this: what was missed is made up for, and then the layer is asked again. */
  private async try(): Promise<void> {
    this.timer = undefined;
    const context = { timeoutMs: this.rules.readMs };
    const probe: Promise<Answer<Found>> = this.layer.read([PROBE], context);
    const late = (): Answer<Found> => this.all(1, "ERR_CACHE_TIMEOUT", "does not answer");
    const away = await this.reading.within(probe, late, ([found]) => isOutage(found));
    const failed = away || !(await this.replay());
    this.breaker = tried(this.breaker, failed, Date.now(), this.rules.breaker);
    if (failed) return this.tryLater();
    channels.breaker.publish({ cache: this.cache, layer: this.label, state: "closed" });
    await this.bulletin?.say();
    this.replayLater();
  }

  /** Tells the layer again what it missed while it was asked: the breaker did not open for that. */
  replayLater(): void {
    const owes = this.pending.size > 0 || this.bulletin?.owes() === true;
    if (!owes || this.timer !== undefined || this.closed || this.isOpen) return;
    this.timer = setTimeout(() => void this.settle(), this.rules.breaker.pause);
    this.timer.unref();
  }

  private async settle(): Promise<void> {
    this.timer = undefined;
    await this.replay();
    await this.bulletin?.say();
    this.replayLater();
  }

  /** Whether it was told all that was pending. What it misses meanwhile is not believed either, and told it soon. */
  private async replay(): Promise<boolean> {
    const amends = await replay(this.layer, this.pending, this.rules);
    this.stamped?.(amends.tags);
    this.amended?.(amends);
    return amends.complete;
  }
}
