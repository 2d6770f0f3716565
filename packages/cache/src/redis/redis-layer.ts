import type { Clock } from "../clock.ts";
import { CacheError, CacheUsageError } from "../errors.ts";
import type { KeyFormat } from "../keys/key-format.ts";
import type {
  Bus,
  Changes,
  Codec,
  Context,
  Found,
  KeyRange,
  LayerKey,
  LockStore,
  RemoteLayer,
  TagStore,
  Writing,
  Written,
} from "../layer.ts";
import { Asker, type Told } from "./asker.ts";
import { busOver } from "./bus.ts";
import { trackedChanges } from "./changes.ts";
import { clearRange, listRange } from "./clear.ts";
import type { Layout } from "./layout.ts";
import { lockStore } from "./lock-store.ts";
import type { RedisLike, Request } from "./redis-like.ts";
import { tagStore } from "./tag-store.ts";

/** A layer in Redis or Valkey. Made by {@link redis}. */
export interface RedisLayer extends RemoteLayer {
  readonly tags: TagStore;
  readonly bus: Bus;
  readonly locks: LockStore;
  /**
   * How often a read found something that is no entry, or none that can be read, so far. It counts as a miss. Of `MGET` what is no
   * string at all looks like nothing.
   */
  readonly unreadable: number;
}

/** What a layer is put together from. */
export interface Parts {
  readonly redis: RedisLike;
  readonly layout: Layout;
  readonly label: string;
  readonly codec: Codec;
  readonly prefix: string;
  readonly keyFormat: KeyFormat;
  readonly clock: Clock;
  readonly sync: "messages" | "tracking";
}

const NOTHING: Found = { kind: "miss", removal: 0 };

export class RedisLayerCore implements RedisLayer {
  readonly kind = "remote";
  readonly label: string;
  readonly codec: Codec;
  readonly shared = true;
  readonly tags: TagStore;
  readonly bus: Bus;
  readonly locks: LockStore;
  readonly changes?: Changes;
  readonly keys?: (range: KeyRange, context: Context) => AsyncIterable<readonly string[]>;
  unreadable = 0;
  private readonly parts: Parts;
  private readonly asker: Asker;
  /** Whether layout and codec both understand it. */
  private readonly latin1: boolean;

  constructor(parts: Parts) {
    this.parts = parts;
    this.label = parts.label;
    this.codec = parts.codec;
    this.latin1 = parts.layout.latin1 && parts.codec.decodeLatin1 !== undefined;
    this.asker = new Asker(parts.redis, parts.label);
    this.tags = tagStore(this.asker, parts.prefix);
    this.bus = busOver(this.asker, `${parts.prefix}bus`);
    const { id } = parts.keyFormat;
    if (id !== undefined) this.keys = (range, context) => this.listed(range, context, id);
    const { redis } = parts;
    if (parts.sync === "tracking" && id !== undefined) {
      if (redis.track === undefined) {
        throw new CacheUsageError("ERR_CACHE_OPTION", "sync: only a client of fairlead can track changes");
      }
      this.changes = trackedChanges((prefix, ear) => redis.track!(prefix, ear), parts.prefix, id);
    }
    this.locks = lockStore(this.asker, parts.prefix, (key) => parts.keyFormat.key(key));
  }

  read(keys: readonly LayerKey[], context: Context): Promise<readonly Found[]> {
    const { layout, redis } = this.parts;
    const names = keys.map((key) => this.keyOf(key));
    const requests = layout.read(names, redis.joins);
    return this.asker
      .ask(requests, context, true, this.latin1)
      .then((answers) => this.foundIn(answers, keys.length));
  }

  async write(items: readonly Writing[], context: Context): Promise<readonly Written[]> {
    const requests: Request[] = [];
    const written: (Written | undefined)[] = [];
    for (const { key, stored, unless } of items) {
      try {
        requests.push(this.parts.layout.write(this.keyOf(key), stored, unless, this.parts.clock.now()));
        written.push(undefined);
      } catch (cause) {
        const message = `The entry can't be kept: ${(cause as Error).message}`;
        written.push(new CacheError("ERR_CACHE_ENCODE", this.label, message, { cause }));
      }
    }
    // Sent twice, an unconditional write might undo a removal that came between.
    const repeatable = items.every(({ unless }) => unless !== undefined);
    const answers = await this.asker.ask(requests, context, repeatable);
    let next = 0;
    return written.map((outcome) => outcome ?? writtenBy(answers[next++]!));
  }

  async lease(keys: readonly LayerKey[], context: Context): Promise<readonly (number | CacheError)[]> {
    const requests = keys.map((key) => this.parts.layout.lease(this.keyOf(key)));
    const answers = await this.asker.ask(requests, context, true);
    return answers.map((answer) => (answer instanceof CacheError ? answer : Number(answer)));
  }

  async remove(keys: readonly LayerKey[], context: Context): Promise<readonly (boolean | CacheError)[]> {
    const requests = keys.map((key) => this.parts.layout.remove(this.keyOf(key), false));
    const answers = await this.asker.ask(requests, context, true);
    return answers.map((answer) => (answer instanceof CacheError ? answer : answer === 1));
  }

  async clear(range: KeyRange, { timeoutMs }: Context): Promise<number | CacheError> {
    const { layout, prefix, keyFormat } = this.parts;
    try {
      return await clearRange(this.asker, layout, prefix, keyFormat.range(range), timeoutMs);
    } catch (error) {
      return this.asker.failure(error);
    }
  }

  private async *listed(
    range: KeyRange,
    { timeoutMs }: Context,
    idOf: (text: string) => string,
  ): AsyncGenerator<readonly string[]> {
    const { prefix, keyFormat } = this.parts;
    try {
      for await (const names of listRange(this.asker, prefix, keyFormat.range(range), timeoutMs)) {
        yield names.map(idOf);
      }
    } catch (error) {
      throw error instanceof CacheError ? error : this.asker.failure(error);
    }
  }

  close(): Promise<void> {
    return this.asker.close();
  }

  private foundIn(answers: readonly Told[], count: number): readonly Found[] {
    const { layout, clock } = this.parts;
    return layout.found(answers, count, clock.now()).map((found) => this.judged(found));
  }

  private judged(found: Found | CacheError | undefined): Found {
    if (found === undefined || (found instanceof CacheError && found.code === "ERR_CACHE_TYPE")) {
      this.unreadable++;
      return NOTHING;
    }
    return found instanceof CacheError ? { kind: "error", error: found } : found;
  }

  private keyOf(key: LayerKey): string {
    return this.parts.prefix + this.parts.keyFormat.key(key);
  }
}

function writtenBy(answer: Told): Written {
  if (answer instanceof CacheError) return answer;
  return answer === 1 ? "stored" : "refused";
}
