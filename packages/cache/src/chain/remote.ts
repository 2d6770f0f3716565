import { channels, type LayerEvent } from "../diagnostics/channels.ts";
import { CacheError } from "../errors.ts";
import type { Found, KeyRange, LayerKey, RemoteLayer, Writing, Written } from "../layer.ts";
import { type Breaker, type BreakerRules, CLOSED, counted, tried } from "./breaker.ts";
import { Pending } from "./pending.ts";
import { TimeLimit } from "./time-limit.ts";

/** How a remote layer is dealt with. In ms. */
export interface RemoteRules {
  readonly readMs: number;
  readonly writeMs: number;
  readonly breaker: BreakerRules;
  readonly maxPending: number;
}

type Operation = LayerEvent["operation"];
type Answer<T> = readonly (T | CacheError)[];

const PROBE: LayerKey = { scope: [], name: "fairlead", version: 0, params: [], id: "fairlead:0:probe" };

/**
 * A remote layer that never costs more than its budget: answers are late after that, and while the breaker is open it isn't asked
 * at all. Removals that it misses are told it later; until then what it has under those keys is not believed.
 */
export class Remote {
  readonly kind = "remote";
  readonly layer: RemoteLayer;
  readonly pending: Pending;
  private readonly cache: string;
  private readonly rules: RemoteRules;
  private readonly reading: TimeLimit;
  private readonly writing: TimeLimit;
  private breaker: Breaker = CLOSED;
  private timer: NodeJS.Timeout | undefined = undefined;
  private closed = false;

  constructor(layer: RemoteLayer, cache: string, rules: RemoteRules) {
    this.layer = layer;
    this.cache = cache;
    this.rules = rules;
    this.reading = new TimeLimit(rules.readMs);
    this.writing = new TimeLimit(rules.writeMs);
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
    return this.ask("read", keys.length, this.reading, (c) => this.layer.read(keys, c)).then((answer) =>
      this.believed(keys, answer),
    );
  }

  async write(items: readonly Writing[]): Promise<readonly Written[]> {
    const allowed = items.filter(({ key, unless }) => unless === undefined || !this.pending.has(key));
    const written = await this.ask("write", allowed.length, this.writing, (c) =>
      this.layer.write(allowed, c),
    );
    for (const [at, outcome] of written.entries()) {
      const { key, unless } = allowed[at]!;
      // It is newer than the removal that is still pending.
      if (outcome === "stored" && unless === undefined) this.pending.keys.delete(key.id);
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
    // Many keys take longer than one; but the breaker is of the layer, not of this call.
    const [cleared] = await this.ask("clear", 1, undefined, async (c) => [await this.layer.clear(range, c)]);
    if (cleared instanceof CacheError) this.pending.addRange(range);
    this.replayLater();
    return cleared!;
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
    limit: TimeLimit | undefined,
    call: (context: { timeoutMs: number }) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    if (items === 0) return Promise.resolve([]);
    if (this.closed) return Promise.resolve(this.all(items, "ERR_CACHE_CLOSED", "is closed"));
    if (this.isOpen) {
      const why = "has failed too often, and is not asked for now";
      return Promise.resolve(this.all(items, "ERR_CACHE_BREAKER", why));
    }
    const from = channels.layer.hasSubscribers ? performance.now() : 0;
    const answer =
      limit === undefined
        ? call({ timeoutMs: this.rules.writeMs })
        : limit.within(call({ timeoutMs: limit.ms }), () =>
            this.all(items, "ERR_CACHE_TIMEOUT", `has not answered within ${limit.ms} ms`),
          );
    return answer.then((all) => {
      this.count(all);
      if (channels.layer.hasSubscribers) this.tell(operation, all, performance.now() - from);
      return all;
    });
  }

  /** What was never asked, or is late, is one error for all keys; what is to be removed there is not believed. */
  private believed(keys: readonly LayerKey[], answer: Answer<Found>): readonly Found[] {
    const all = answer[0] instanceof CacheError ? answer.map(foundOf) : (answer as readonly Found[]);
    if (this.pending.size === 0) return all;
    return all.map((one, at) => (this.pending.has(keys[at]!) ? { kind: "miss", removal: 0 } : one));
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
    const [found] = await this.reading.within<Answer<Found>>(this.layer.read([PROBE], context), () =>
      this.all(1, "ERR_CACHE_TIMEOUT", "does not answer"),
    );
    const failed = isOutage(found) || !(await this.replay());
    this.breaker = tried(this.breaker, failed, Date.now(), this.rules.breaker);
    if (failed) this.tryLater();
    else channels.breaker.publish({ cache: this.cache, layer: this.label, state: "closed" });
  }

  /** Tells the layer again what it missed while it was asked: the breaker did not open for that. */
  private replayLater(): void {
    if (this.pending.size === 0 || this.timer !== undefined || this.closed || this.isOpen) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.replay().then(() => this.replayLater());
    }, this.rules.breaker.pause);
    this.timer.unref();
  }

  /** Whether nothing is pending any more. */
  private async replay(): Promise<boolean> {
    const { pending, layer } = this;
    const context = { timeoutMs: this.rules.writeMs };
    for (const range of pending.ranges) {
      if ((await layer.clear(range, context)) instanceof CacheError) return false;
      pending.ranges = pending.ranges.filter((one) => one !== range);
    }
    const keys = [...pending.keys.values()];
    if (keys.length > 0) {
      const removed = await layer.remove(keys, context);
      for (const [at, key] of keys.entries()) {
        if (!(removed[at] instanceof CacheError)) pending.keys.delete(key.id);
      }
    }
    for (const [tag, lifeMs] of pending.tags) {
      const [stamp] = (await layer.tags?.invalidate([tag], lifeMs, context)) ?? [];
      if (!(stamp instanceof CacheError)) pending.tags.delete(tag);
    }
    return pending.size === 0;
  }

  private tell(operation: Operation, answer: Answer<unknown>, durationMs: number): void {
    const errors = answer.flatMap((one) => errorIn(one)?.code ?? []);
    const hits = answer.filter((one) => (one as Found).kind === "hit").length;
    const { cache, label: layer } = this;
    channels.layer.publish({
      cache,
      layer,
      operation,
      items: answer.length,
      hits,
      bytes: 0,
      errors,
      durationMs,
    });
  }
}

function foundOf(one: Found | CacheError): Found {
  return one instanceof CacheError ? { kind: "error", error: one } : one;
}

/** Why the layer could not do one of the things it was asked for. */
function errorIn(outcome: unknown): CacheError | undefined {
  if (outcome instanceof CacheError) return outcome;
  const found = outcome as Found | undefined;
  return found?.kind === "error" ? found.error : undefined;
}

/** Whether the layer itself is away, rather than that it refuses something. */
function isOutage(outcome: unknown): boolean {
  const code = errorIn(outcome)?.code;
  return code === "ERR_CACHE_UNREACHABLE" || code === "ERR_CACHE_TIMEOUT";
}
