import { addressText } from "../address.ts";
import { backoffMs } from "../backoff.ts";
import type { CallOptions } from "../call-options.ts";
import { DeliveryError, UsageError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pause } from "../pause.ts";
import { routes, SLOT_COUNT } from "../route.ts";
import { slotOf } from "../routes/slot.ts";
import type { Topology } from "../topology.ts";
import { formatCursor, parseCursor, purposeOf } from "./cursor.ts";
import { clusterView, type NodeView, serverView } from "./node-view.ts";
import { advance, begin, finish, observe, type Progress, START } from "./progress.ts";

export interface ScanOptions extends Pick<CallOptions, "signal" | "reply" | "timeoutMs"> {
  /** Only keys that match this pattern. https://valkey.io/commands/keys/ */
  readonly match?: string;
  /** Only keys of this type: `"string"`, `"hash"`, ... */
  readonly type?: string;
  /** How much a server looks at for one page. Default 1000. */
  readonly count?: number;
  /** Where to go on: {@link Scan.cursor} of a scan with the same `match` and `type`. */
  readonly cursor?: string;
}

type SendWords = (words: readonly [string, ...string[]], options: CallOptions) => Promise<unknown>;

/** Longest that one attempt waits for one node: long enough for a busy one, short enough to see another take over. */
const ATTEMPT_MS = 1_000;
/** Slots that an error names. */
const NAMED = 3;

/** What ends the search for a page. */
interface Limit {
  /** On the runtime's clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

interface Page {
  readonly keys: readonly (string | Buffer)[];
  readonly after: Progress;
}

/**
 * The keys of a server or of a whole cluster: `for await (const key of client.scan())`. Each key that exists from the
 * scan's beginning to its end comes at least once, whatever moves and whoever fails over meanwhile. A key may come
 * twice: when its slot moves, its primary is replaced, the server resizes its table, or the scan is resumed.
 */
export class Scan<K extends string | Buffer = string> implements AsyncIterable<K> {
  private readonly send: SendWords;
  private readonly topology: () => Topology;
  private readonly suspect: () => void;
  private readonly settings: Settings;
  private readonly options: ScanOptions;
  private readonly purpose: string;
  private progress: Progress;

  /** @internal */
  constructor(
    send: SendWords,
    topology: () => Topology,
    suspect: () => void,
    settings: Settings,
    options: ScanOptions,
  ) {
    const { match, type, cursor, count = 1000 } = options;
    if (!(Number.isSafeInteger(count) && count > 0)) {
      throw new UsageError("ERR_USAGE_OPTION", `count must be a whole number above 0, not ${count}`);
    }
    this.send = send;
    this.topology = topology;
    this.suspect = suspect;
    this.settings = settings;
    this.options = options;
    this.purpose = purposeOf(match, type);
    this.progress = cursor === undefined ? START : parseCursor(cursor, this.purpose);
  }

  /**
   * Where another scan can go on, in any process: behind the keys already given, but for those of the page under way,
   * which come again. Still good after the loop threw.
   */
  get cursor(): string {
    return formatCursor(this.progress, this.purpose);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<K, void, undefined> {
    const ending = new AbortController();
    const { signal } = this.options;
    const abort = (): void => ending.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    try {
      let next: Promise<Page> | undefined;
      while (!this.progress.done.full) {
        signal?.throwIfAborted();
        const { keys, after } = await (next ?? this.page(this.progress, ending.signal));
        // One page is fetched while this one is read. What it throws is thrown when its turn comes.
        next = after.done.full ? undefined : this.page(after, ending.signal);
        next?.catch(() => undefined);
        yield* keys as K[];
        this.progress = after;
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      ending.abort();
    }
  }

  /** The page behind `from`; tries, with other nodes where others have the slots, until `timeoutMs` have passed. */
  private async page(from: Progress, signal: AbortSignal): Promise<Page> {
    const { settings } = this;
    const { runtime, maxBackoffMs } = settings;
    const limit: Limit = { deadline: runtime.now() + (this.options.timeoutMs ?? settings.timeoutMs), signal };
    let obstacle: unknown;
    let before = from;
    for (let attempt = 1; ; attempt++) {
      try {
        const page = await this.attempt(before, limit);
        if (page !== undefined) return page;
        obstacle = unsettled(before.done);
      } catch (error) {
        signal.throwIfAborted();
        if (isFinal(error)) throw error;
        obstacle = error;
      }
      const left = Math.max(0, limit.deadline - runtime.now());
      await pause(Math.min(left, backoffMs(attempt, maxBackoffMs, runtime)), runtime, signal);
      if (runtime.now() >= limit.deadline) {
        throw new DeliveryError("ERR_TIMEOUT", "unsent", "SCAN", before.leg?.node, obstacle);
      }
      if (before.leg !== undefined && !this.nodes(before).includes(before.leg.node)) {
        before = { done: before.done, leg: undefined };
      }
    }
  }

  private async attempt(from: Progress, limit: Limit): Promise<Page | undefined> {
    if (from.leg !== undefined) return this.read(from, limit);
    let obstacle: Error | undefined;
    for (const node of this.nodes(from)) {
      if (this.settings.runtime.now() >= limit.deadline) break;
      try {
        const progress = begin(from, node, await this.look(node, limit));
        if (progress.leg !== undefined) return await this.read(progress, limit);
      } catch (error) {
        limit.signal.throwIfAborted();
        if (isFinal(error)) throw error;
        // The others may have slots that are left; this one is asked again.
        obstacle = error as Error;
      }
    }
    this.suspect();
    if (obstacle !== undefined) throw obstacle;
    return undefined;
  }

  private async read(from: Progress, limit: Limit): Promise<Page> {
    const leg = from.leg!;
    const { match, type, count = 1000, reply = "text" } = this.options;
    const words: [string, ...string[]] = ["SCAN", leg.cursor, "COUNT", String(count)];
    if (match !== undefined) words.push("MATCH", match);
    if (type !== undefined) words.push("TYPE", type);
    const options = { ...this.at(leg.node, limit), reply };
    const [cursor, keys] = (await this.send(words, options)) as [string | Buffer, (string | Buffer)[]];
    // Only after the page: a slot that left while it was read must show.
    const seen = observe(from, await this.look(leg.node, limit));
    const after = String(cursor) === "0" ? finish(seen) : advance(seen, String(cursor));
    return { keys: keys.filter((key) => leg.slots.has(slotOf(key))), after };
  }

  private async look(node: string, limit: Limit): Promise<NodeView> {
    const at = this.at(node, limit);
    // Both leave in one write; outside a cluster only the first means anything.
    const nodes = node === "" ? undefined : this.send(["CLUSTER", "NODES"], at);
    nodes?.catch(() => undefined);
    const info = String(await this.send(["INFO"], at));
    return /^cluster_enabled:1/m.test(info) ? clusterView(String(await nodes), info) : serverView(info);
  }

  private at(node: string, { deadline, signal }: Limit): CallOptions {
    const route = node === "" ? routes.anyPrimary : routes.byAddress(node);
    const left = Math.max(1, deadline - this.settings.runtime.now());
    return { timeoutMs: Math.min(ATTEMPT_MS, left), route, signal };
  }

  /**
   * Primaries with slots that are left, then every other node: what the client knows may be behind. One server alone
   * needs no name, and may have none that a route could take.
   */
  private nodes({ done }: Progress): string[] {
    const { shards } = this.topology();
    if (shards.length === 1 && shards[0]?.primary.id === "") return [""];
    const likely = shards.filter(({ slots }) => slots.some(([from, to]) => hasLeft(done, from, to)));
    const all = [
      ...likely.map(({ primary }) => primary),
      ...shards.flatMap((s) => [s.primary, ...s.replicas]),
    ];
    return [...new Set(all.map(({ address }) => addressText(address)))];
  }
}

function hasLeft(done: Progress["done"], from: number, to: number): boolean {
  for (let slot = from; slot <= to; slot++) if (!done.has(slot)) return true;
  return false;
}

/** Why no node could be scanned. */
function unsettled(done: Progress["done"]): Error {
  const left = Array.from({ length: SLOT_COUNT }, (_, slot) => slot).filter((slot) => !done.has(slot));
  const names =
    left.length > NAMED
      ? `${left.slice(0, NAMED).join(", ")} and ${left.length - NAMED} more`
      : left.join(", ");
  return new Error(`no node has the slots ${names} all to itself: is a migration stuck halfway?`);
}

/** The server understood, and won't; or the client is closed. Other obstacles may pass. */
function isFinal(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return name === "ReplyError" || name === "UsageError" || code === "ERR_CLOSED";
}
