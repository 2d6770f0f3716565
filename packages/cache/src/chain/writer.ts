import { channels } from "../diagnostics/channels.ts";
import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import { shortened } from "../freshness/state.ts";
import type { LayerKey, Stored, Writing, Written } from "../layer.ts";
import type { Offload } from "../offload/offload.ts";
import { isTrouble } from "./answers.ts";
import type { Chain } from "./chain.ts";
import { Encoder } from "./encode.ts";
import { isOpen, type Passage } from "./fences.ts";
import type { Remote } from "./remote.ts";
import { type LayerReport, layerReport } from "./report.ts";
import type { LayerPlans } from "./tier.ts";

/** An entry on its way to the layers. */
export interface Item {
  readonly key: LayerKey;
  readonly entry: Entry;
  readonly plans: LayerPlans;
  /** Of a loaded value: it is not written if its key was removed meanwhile. */
  readonly passage?: Passage;
  /** The marks that stood before it was loaded, as {@link Lookup.removals}. */
  readonly removals?: readonly number[] | undefined;
}

/** Writes entries to the layers. */
export class Writer {
  private readonly chain: Chain;
  private readonly offload: Offload;
  private readonly cache: string;

  constructor(chain: Chain, offload: Offload, cache: string) {
    this.chain = chain;
    this.offload = offload;
    this.cache = cache;
    chain.refilling = (at, { key, removals }, entry, plans, passage) => {
      const remote = chain.tiers[at] as Remote;
      const item = { key, entry, plans, passage, removals };
      offload.start("refill", `${remote.label} ${key.id}`, () =>
        this.toRemote(remote, [item], [new Encoder(entry.value)]),
      );
    };
  }

  /** A loaded value: at once to local layers, and to remote ones without anybody waiting, unless `awaited`. */
  async store(item: Item, awaited: boolean): Promise<boolean> {
    if (!isOpen(item.passage!, item.entry)) return false;
    this.chain.fences.overtake(item.passage!);
    for (const layer of this.chain.locals)
      this.chain.keep(layer, item.key, item.entry, item.plans, item.passage);
    const { remotes } = this.chain;
    if (remotes.length === 0) return true;
    const encoders = [new Encoder(item.entry.value)];
    const write = async (remote: Remote): Promise<void> => {
      const [outcome] = await this.toRemote(remote, [item], encoders);
      this.tell(remote, outcome);
    };
    const task = (): Promise<unknown> =>
      remotes.length === 1 ? write(remotes[0]!) : Promise.all(remotes.map(write));
    if (!awaited) return this.offload.follow("write", item.key.id, task) || this.chain.locals.length > 0;
    await task();
    return true;
  }

  /** What somebody sets: a report for each item, in the order of layers. */
  async set(items: readonly Item[]): Promise<readonly (readonly LayerReport[])[]> {
    const encoders = items.map(({ entry }) => new Encoder(entry.value));
    const reports = new Map<string, readonly LayerReport[]>();
    const ask = async (remote: Remote): Promise<boolean> => {
      const written = await this.toRemote(remote, items, encoders);
      const each = written.map((outcome) => layerReport(remote.label, outcome));
      reports.set(remote.label, each);
      return each.every(({ outcome }) => outcome !== "failed");
    };
    const { write } = this.chain.composition;
    const passages = items.map(({ key }) => this.chain.fences.enter(key, true));
    const goesOn = await inOrder(write, this.chain.remotes, ask);
    for (const passage of passages) this.chain.fences.leave(passage);
    if (goesOn) for (const [index, item] of items.entries()) this.keepGiven(item, passages[index]!);
    const missing = write === "race" ? "late" : "skipped";
    return items.map((_, index) =>
      this.chain.tiers.map(({ kind, label }): LayerReport => {
        if (kind === "local") return { layer: label, outcome: goesOn ? "done" : "skipped" };
        return reports.get(label)?.[index] ?? { layer: label, outcome: missing };
      }),
    );
  }

  /**
   * In local layers, unless they are to be left out, or the key was removed or written again while remote ones were written: then they have
   * nothing of it.
   */
  private keepGiven({ key, entry, plans }: Item, passage: Passage): void {
    for (const layer of this.chain.locals) {
      const skips = plans?.get(layer.label)?.skip === true;
      if (isOpen(passage, entry) && !skips) this.chain.keep(layer, key, entry, plans, undefined);
      else layer.remove(key);
    }
  }

  /** Written as far as the plans of the layer want it. */
  private async toRemote(
    remote: Remote,
    items: readonly Item[],
    encoders: readonly Encoder[],
  ): Promise<readonly (Written | "skipped")[]> {
    const at = this.chain.tiers.indexOf(remote);
    const now = this.chain.clock.now();
    const begun = items.map((item, index) => {
      if (item.plans?.get(remote.label)?.skip === true) return "skipped";
      const stored = encoders[index]!.stored(item.entry, remote.layer);
      return stored instanceof Promise
        ? stored.then((late) => toWrite(item, late, remote.label, at, now))
        : toWrite(item, stored, remote.label, at, now);
    });
    const made: Made[] = [];
    for (const one of begun) made.push(one instanceof Promise ? await one : one);
    const written = await remote.write(made.filter(isWriting));
    let next = 0;
    return made.map((one) => (isWriting(one) ? written[next++]! : one));
  }

  private tell(remote: Remote, outcome: Written | "skipped" | undefined): void {
    if (!isTrouble(outcome)) return;
    channels.trouble.publish({ cache: this.cache, layer: remote.label, error: outcome });
  }
}

/** What is to be written to a layer, or what comes of it without. */
type Made = Writing | Written | "skipped";

/** What is to be written of an item to the layer at this place, unless it was removed on its way there. */
function toWrite(
  { key, entry, plans, passage, removals }: Item,
  stored: Stored | CacheError,
  label: string,
  at: number,
  now: number,
): Made {
  if (stored instanceof CacheError) return stored;
  const mark = removals?.[at] ?? 0;
  if (passage !== undefined && !(isOpen(passage, entry) && mark >= 0)) return "refused";
  const plan = plans?.get(label);
  const short = plan === undefined ? stored : shortened(stored, plan.ttl, now);
  return passage === undefined ? { key, stored: short } : { key, stored: short, unless: mark };
}

function isWriting(one: Made): one is Writing {
  return typeof one === "object" && !(one instanceof CacheError);
}

/** Whether the local layers are to follow: not after a failure, one after the other. */
async function inOrder(
  order: "sequential" | "parallel" | "race",
  remotes: readonly Remote[],
  ask: (remote: Remote) => Promise<boolean>,
): Promise<boolean> {
  if (order === "sequential") {
    for (const remote of remotes.toReversed()) if (!(await ask(remote))) return false;
    return true;
  }
  const asked = remotes.map(ask);
  if (order === "parallel") await Promise.all(asked);
  else await firstDone(asked);
  return true;
}

/** Until one of them has written everything, or all have ended. */
function firstDone(asked: readonly Promise<boolean>[]): Promise<unknown> {
  const good = asked.map(async (one) => {
    if (!(await one)) throw new Error("not this one");
  });
  return Promise.any(good).catch(() => undefined);
}
