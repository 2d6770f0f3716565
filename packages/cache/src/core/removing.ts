import type { Remote } from "../chain/remote.ts";
import { type LayerReport, layerReport, type RemovalReport, reportOf } from "../chain/report.ts";
import { CacheError } from "../errors.ts";
import type { KeyRange, LayerKey } from "../layer.ts";
import type { Engine } from "./engine.ts";
import type { Sync } from "./sync.ts";

/**
 * Removes what layers have: the last layer first, so that no reader refills the first from it, and then other processes are told.
 * What is on its way to a layer meanwhile is not kept.
 */
export class Removing {
  private readonly engine: Engine;
  private readonly sync: Sync;

  constructor(engine: Engine, sync: Sync) {
    this.engine = engine;
    this.sync = sync;
  }

  /** A report for each key. */
  async keys(keys: readonly LayerKey[]): Promise<readonly RemovalReport[]> {
    const { chain } = this.engine;
    const close = (): void => {
      for (const { id } of keys) chain.fences.closeKey(id);
    };
    close();
    const answers = await this.ask((remote) => remote.remove(keys));
    close();
    const had = keys.map((key) => chain.locals.map((layer) => layer.remove(key)));
    await this.sync.changed(keys);
    return keys.map((_, at) => {
      const remotes = answers.map(([remote, answer]): LayerReport => layerReport(remote.label, answer[at]));
      const locals = chain.locals.map(({ label }): LayerReport => ({ layer: label, outcome: "done" }));
      const removed = had[at]!.includes(true) || answers.some(([, answer]) => answer[at] === true);
      return { ...reportOf([...locals, ...remotes]), removed };
    });
  }

  async range(range: KeyRange): Promise<RemovalReport> {
    const { chain } = this.engine;
    chain.fences.closeRange(range);
    const answers = await this.ask(async (remote) => [await remote.clear(range)]);
    chain.fences.closeRange(range);
    const before = chain.locals.map(({ size }) => size.entries);
    for (const layer of chain.locals) layer.clear(range);
    const had = chain.locals.some(({ size }, at) => size.entries < before[at]!);
    await this.sync.cleared(range);
    const remotes = answers.map(([remote, [answer]]): LayerReport => layerReport(remote.label, answer));
    const locals = chain.locals.map(({ label }): LayerReport => ({ layer: label, outcome: "done" }));
    const removed = had || answers.some(([, [answer]]) => typeof answer === "number" && answer > 0);
    return { ...reportOf([...locals, ...remotes]), removed };
  }

  /**
   * Makes entries with these tags invalid, for all processes.
   * @throws {CacheError} `ERR_CACHE_LAYERS` if the layer that keeps tags could not be told: it is told as soon as it can be.
   */
  async tags(tags: readonly string[]): Promise<void> {
    const { chain, tagLifeMs } = this.engine;
    for (const tag of tags) chain.fences.closeTag(tag);
    const stamps = await chain.tags.invalidate(tags, tagLifeMs);
    for (const tag of tags) chain.fences.closeTag(tag);
    const known = stamps.flatMap((stamp, at) =>
      stamp instanceof CacheError ? [] : [[tags[at]!, stamp] as const],
    );
    if (known.length > 0) await this.sync.invalidated(known);
    const errors = stamps.filter((stamp) => stamp instanceof CacheError);
    if (errors.length === 0) return;
    const text = `${errors.length} of ${tags.length} tags could not be invalidated yet`;
    throw new CacheError("ERR_CACHE_LAYERS", errors[0]!.layer, text, { errors, cause: errors[0] });
  }

  /** From the last layer to the first. */
  private async ask<T>(call: (remote: Remote) => Promise<T>): Promise<readonly (readonly [Remote, T])[]> {
    const answers: (readonly [Remote, T])[] = [];
    for (const remote of this.engine.chain.remotes.toReversed()) answers.push([remote, await call(remote)]);
    return answers;
  }
}
