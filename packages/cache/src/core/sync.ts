import type { Chain } from "../chain/chain.ts";
import { Pending } from "../chain/pending.ts";
import type { Remote } from "../chain/remote.ts";
import { channels, type SyncEvent } from "../diagnostics/channels.ts";
import type { KeyRange, LayerKey } from "../layer.ts";

/** What one process tells the others. */
interface Message {
  /** Who says it. */
  readonly o: string;
  /** Keys that were written or removed, by their ids. */
  readonly k?: readonly string[];
  readonly r?: KeyRange;
  /** Tags and their new stamps. */
  readonly t?: readonly (readonly [string, number])[];
}

/** Keys in one message, at most. */
const MOST_KEYS = 1_000;

/**
 * Keeps local layers true to what other processes do: who changes something tells the others through a shared layer, and
 * they drop what they have of it. After anything that may have been missed they drop all. What could not be said is said later; and
 * so is what a layer was told late, since others may have read from it what was to be removed.
 */
export class Sync {
  private readonly chain: Chain;
  private readonly cache: string;
  private readonly bus: Remote | undefined;
  private readonly origin: string = crypto.randomUUID();
  private readonly stop: (() => void) | undefined;
  /** Tags are not among it: their stamps are asked for again before long. */
  private readonly unsaid: Pending;

  constructor(chain: Chain, cache: string, wanted: boolean) {
    this.chain = chain;
    this.cache = cache;
    const useful = wanted && chain.locals.length > 0;
    this.bus = useful
      ? chain.remotes.find(({ layer }) => layer.shared && (layer.changes ?? layer.bus) !== undefined)
      : undefined;
    this.unsaid = new Pending(chain.composition.rules.maxPending);
    if (this.bus !== undefined) this.listenToLayers(this.bus);
    const missed = (): void => this.missed();
    this.stop =
      this.bus?.layer.changes?.listen((ids, tags) => this.heard(ids, tags), missed) ??
      this.bus?.layer.bus?.listen((text) => this.hear(text), missed);
  }

  async changed(keys: readonly LayerKey[]): Promise<void> {
    if (await this.publish({ o: this.origin, k: keys.map(({ id }) => id) })) return;
    for (const key of keys) this.unsaid.addKey(key);
    this.bus?.replayLater();
  }

  async cleared(range: KeyRange): Promise<void> {
    if (await this.publish({ o: this.origin, r: range })) return;
    this.unsaid.addRange(range);
    this.bus?.replayLater();
  }

  async invalidated(stamps: readonly (readonly [string, number])[]): Promise<void> {
    await this.publish({ o: this.origin, t: stamps });
  }

  close(): void {
    this.stop?.();
  }

  private listenToLayers(bus: Remote): void {
    bus.bulletin = { owes: () => this.unsaid.size > 0, say: () => this.sayAgain() };
    for (const remote of this.chain.remotes) {
      remote.amended = ({ keys, ranges }) => {
        for (const key of keys) this.unsaid.addKey(key);
        for (const range of ranges) this.unsaid.addRange(range);
        if (remote !== bus) bus.replayLater();
      };
    }
  }

  private async sayAgain(): Promise<void> {
    const { unsaid } = this;
    const keys = [...unsaid.keys.values()];
    for (let from = 0; from < keys.length; from += MOST_KEYS) {
      const some = keys.slice(from, from + MOST_KEYS);
      if (!(await this.publish({ o: this.origin, k: some.map(({ id }) => id) }))) return;
      for (const key of some) if (unsaid.keys.get(key.id) === key) unsaid.keys.delete(key.id);
    }
    for (const range of unsaid.ranges) {
      if (!(await this.publish({ o: this.origin, r: range }))) return;
      unsaid.ranges = unsaid.ranges.filter((one) => one !== range);
    }
  }

  /** Whether it is said, or nobody is there to hear it. */
  private async publish(message: Message): Promise<boolean> {
    if (this.bus === undefined || this.bus.layer.changes !== undefined) return true;
    const error = await this.bus.publish(JSON.stringify(message));
    if (error === undefined) return true;
    if (error.code !== "ERR_CACHE_BREAKER") {
      channels.trouble.publish({ cache: this.cache, layer: this.bus.label, error });
    }
    return false;
  }

  private hear(text: string): void {
    const message = parsed(text);
    if (message === undefined || message.o === this.origin) return;
    const { fences, locals, tags } = this.chain;
    const { k: ids, r: range, t: stamps } = message;
    if (ids !== undefined) this.drop(ids);
    if (range !== undefined) {
      fences.closeRange(range);
      for (const layer of locals) layer.clear(range);
    }
    for (const [tag, stamp] of stamps ?? []) {
      fences.closeTag(tag);
      tags.learn(tag, stamp);
    }
    if (range !== undefined) this.tell("cleared", 1);
    if (stamps !== undefined) this.tell("invalidated", stamps.length);
  }

  /** The layer tells what has changed, whoever changed it. */
  private heard(ids: readonly string[], tags: readonly string[]): void {
    if (ids.length > 0) this.drop(ids);
    for (const tag of tags) this.chain.tags.forget(tag);
    if (tags.length > 0) this.tell("invalidated", tags.length);
  }

  private drop(ids: readonly string[]): void {
    const { fences, locals } = this.chain;
    for (const id of ids) {
      fences.closeKey(id);
      for (const layer of locals) layer.remove(keyWithId(id));
    }
    this.tell("removed", ids.length);
  }

  private missed(): void {
    this.chain.fences.doubtAll();
    for (const layer of this.chain.locals) layer.clear({ scope: [] });
    this.tell("missed", 1);
  }

  private tell(kind: SyncEvent["kind"], count: number): void {
    channels.sync.publish({ cache: this.cache, kind, count });
  }
}

/** Local layers know keys by their ids. */
function keyWithId(id: string): LayerKey {
  return { scope: [], name: "", version: 0, params: [], id };
}

/** What others say, if it can be understood: a later version may say more. */
function parsed(text: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null && "o" in message
      ? (message as Message)
      : undefined;
  } catch {
    return undefined;
  }
}
