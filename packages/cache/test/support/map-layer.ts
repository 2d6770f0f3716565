import type { Clock } from "../../src/clock.ts";
import { CacheError, type CacheErrorCode } from "../../src/errors.ts";
import { readableRange } from "../../src/keys/readable.ts";
import type {
  Bus,
  Codec,
  Context,
  Found,
  KeyRange,
  LayerKey,
  RemoteLayer,
  Stored,
  TagStore,
  Writing,
  Written,
} from "../../src/layer.ts";
import { isWithin, MapServer } from "./map-server.ts";
import { Script, type Step } from "./script.ts";

/** Values as JSON: enough for tests. */
const jsonCodec: Codec = {
  encode: (value) => new TextEncoder().encode(JSON.stringify(value) ?? ""),
  decode: (bytes) => (bytes.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes))),
};

export interface MapLayerOptions {
  /** Default `"map"`. */
  readonly label?: string;
  /** Give several layers the same, and they are several processes at one store. Default: its own. */
  readonly server?: MapServer;
  /** Of its own server. Default: the system's. */
  readonly clock?: Clock;
  /** Default: JSON. */
  readonly codec?: Codec;
  /** Default true. */
  readonly shared?: boolean;
  /** Default true. */
  readonly tags?: boolean;
  /** Default true. */
  readonly bus?: boolean;
}

/**
 * A remote layer as it should be, in memory, that does what its {@link MapLayer.script} says: fails, waits, hangs. It has no
 * timer: what waits goes on when the test says so, and it never gives up by itself.
 */
export function mapLayer(options: MapLayerOptions = {}): MapLayer {
  return new MapLayer(options);
}

export class MapLayer implements RemoteLayer {
  readonly kind = "remote";
  readonly label: string;
  readonly codec: Codec;
  readonly shared: boolean;
  readonly server: MapServer;
  readonly script: Script;
  readonly tags?: TagStore;
  readonly bus?: Bus;
  private readonly stops = new Set<() => void>();
  private closed = false;

  constructor({ label = "map", server, clock, codec = jsonCodec, shared = true, ...has }: MapLayerOptions) {
    this.label = label;
    this.server = server ?? new MapServer(clock);
    this.codec = codec;
    this.shared = shared;
    this.script = new Script(label);
    if (has.tags !== false) this.tags = this.tagStore();
    if (has.bus !== false) this.bus = this.bulletin();
  }

  read(keys: readonly LayerKey[], context: Context): Promise<readonly Found[]> {
    return this.each(
      "read",
      keys,
      (key) => key.id,
      context,
      (key) => this.find(key),
      (error) => ({ kind: "error", error }),
    );
  }

  write(items: readonly Writing[], context: Context): Promise<readonly Written[]> {
    return this.each(
      "write",
      items,
      ({ key }) => key.id,
      context,
      (item) => this.put(item),
      (error) => error,
    );
  }

  lease(keys: readonly LayerKey[], context: Context): Promise<readonly (number | CacheError)[]> {
    return this.each<LayerKey, number | CacheError>(
      "lease",
      keys,
      (key) => key.id,
      context,
      (key) => this.leased(key),
      (error) => error,
    );
  }

  remove(keys: readonly LayerKey[], context: Context): Promise<readonly (boolean | CacheError)[]> {
    return this.each<LayerKey, boolean | CacheError>(
      "remove",
      keys,
      (key) => key.id,
      context,
      (key) => this.drop(key),
      (error) => error,
    );
  }

  async clear(range: KeyRange, context: Context): Promise<number | CacheError> {
    const text = [...range.scope, range.name ?? "*", range.version ?? "*"].join("/");
    const [count] = await this.each<string, number | CacheError>(
      "clear",
      [text],
      (id) => id,
      context,
      () => this.dropAll(range),
      (error) => error,
    );
    return count!;
  }

  /** Two at a time, the first of them once more at the end; removed ones too. */
  async *keys(range: KeyRange, context: Context): AsyncGenerator<readonly string[]> {
    const ids = [...this.server.entries.values()]
      .filter(({ key }) => isWithin(key, range))
      .map(({ key }) => key.id);
    const removed = [...this.server.removals.keys()].filter((id) => id.startsWith(readableRange(range)));
    for (let at = 0; at <= ids.length; at += 2) {
      const group = at < ids.length ? ids.slice(at, at + 2) : ids.slice(0, 1);
      yield await this.each(
        "keys",
        [...group, ...removed],
        (id) => id,
        context,
        (id) => id,
        (error) => {
          throw error;
        },
      );
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const stop of this.stops) stop();
  }

  /** Does one step: waits as the script says, and answers for each item, with its error where the script has one. */
  private async each<I, A>(
    step: Step,
    items: readonly I[],
    idOf: (item: I) => string,
    { timeoutMs }: Context,
    work: (item: I) => A,
    failed: (error: CacheError) => A,
  ): Promise<readonly A[]> {
    const ids = items.map(idOf);
    const holds = this.script.begin({ step, ids, timeoutMs });
    await holds.before;
    const answers = items.map((item, at) => {
      const error = this.closed ? this.error("ERR_CACHE_CLOSED") : this.script.errorOf(step, ids[at]!);
      return error === undefined ? work(item) : failed(error);
    });
    await holds.after;
    return answers;
  }

  protected find(key: LayerKey): Found {
    const stored = this.living(key)?.stored;
    const removal = this.server.removals.get(key.id) ?? 0;
    return stored === undefined ? { kind: "miss", removal } : { kind: "hit", stored, removal };
  }

  protected put({ key, stored, unless }: Writing): Written {
    if (unless !== undefined && unless !== (this.server.removals.get(key.id) ?? 0)) return "refused";
    if (unless === undefined) this.server.removals.set(key.id, this.server.next());
    // The bytes are copied, as they would be by a wire.
    this.server.entries.set(key.id, { key, stored: { ...stored, value: stored.value.slice() } });
    return "stored";
  }

  protected leased(key: LayerKey): number {
    const { removals } = this.server;
    const mark = removals.get(key.id);
    if (mark !== undefined || this.living(key) !== undefined) return mark ?? 0;
    const lease = this.server.next();
    removals.set(key.id, lease);
    this.server.leases.set(key.id, key);
    return lease;
  }

  protected drop(key: LayerKey): boolean {
    const found = this.living(key) !== undefined;
    this.server.entries.delete(key.id);
    this.server.removals.set(key.id, this.server.next());
    return found;
  }

  protected dropAll(range: KeyRange): number {
    let count = 0;
    for (const { key } of this.server.entries.values()) {
      if (!isWithin(key, range)) continue;
      if (this.living(key) !== undefined) count++;
      this.server.entries.delete(key.id);
    }
    for (const key of this.server.leases.values()) {
      if (isWithin(key, range)) this.server.removals.set(key.id, this.server.next());
    }
    return count;
  }

  protected living(key: LayerKey): { readonly key: LayerKey; readonly stored: Stored } | undefined {
    const found = this.server.entries.get(key.id);
    if (found === undefined || found.stored.deadAt > this.server.clock.now()) return found;
    this.server.entries.delete(key.id);
    return undefined;
  }

  protected tagStore(): TagStore {
    const { stamps } = this.server;
    return {
      stamps: (tags, context) =>
        this.each<string, number | CacheError>(
          "stamps",
          tags,
          (tag) => tag,
          context,
          (tag) => stamps.get(tag) ?? 0,
          (error) => error,
        ),
      invalidate: (tags, _lifeMs, context) =>
        this.each<string, number | CacheError>(
          "invalidate",
          tags,
          (tag) => tag,
          context,
          (tag) => {
            const stamp = this.server.next();
            stamps.set(tag, stamp);
            return stamp;
          },
          (error) => error,
        ),
    };
  }

  protected bulletin(): Bus {
    const { listeners } = this.server;
    return {
      publish: async (text, context) => {
        const post = (): undefined => {
          for (const { hear } of listeners) hear(text);
        };
        const [error] = await this.each<string, CacheError | undefined>(
          "publish",
          [text],
          (id) => id,
          context,
          post,
          (e) => e,
        );
        return error;
      },
      listen: (hear, missed) => {
        const listener = { hear, missed };
        const stop = (): void => {
          listeners.delete(listener);
        };
        if (!this.closed) listeners.add(listener);
        this.stops.add(stop);
        return stop;
      },
    };
  }

  protected error(code: CacheErrorCode): CacheError {
    return new CacheError(code, this.label, `the layer "${this.label}" is closed`);
  }
}
