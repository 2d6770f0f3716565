import type { Remote } from "../chain/remote.ts";
import { CacheUsageError } from "../errors.ts";
import { stateOf } from "../freshness/state.ts";
import { keyOfId } from "../key-of-id.ts";
import type { KeyRange, LayerKey, LocalLayer } from "../layer.ts";
import type { Engine } from "./engine.ts";

/** So many keys are looked at together. */
const GROUP = 256;

/** The keys of a range that the last layer has a good value of, each once, in groups. */
export async function* listed(engine: Engine, range: KeyRange): AsyncGenerator<readonly LayerKey[]> {
  const tier = engine.chain.tiers.at(-1)!;
  const seen = new Set<string>();
  for await (const ids of tier.kind === "local" ? idsIn(tier, range) : tier.keys(range)) {
    const keys: LayerKey[] = [];
    for (const id of ids) {
      const key = seen.has(id) ? undefined : keyOfId(id);
      seen.add(id);
      if (key !== undefined) keys.push(key);
    }
    const good = await (tier.kind === "local" ? goodInLocal(engine, tier, keys) : goodIn(engine, tier, keys));
    if (good.length > 0) yield good;
  }
}

function* idsIn(layer: LocalLayer, range: KeyRange): Generator<readonly string[]> {
  if (layer.keys === undefined) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `the layer ${layer.label} can't tell its keys`);
  }
  const ids = layer.keys(range);
  for (let at = 0; at < ids.length; at += GROUP) yield ids.slice(at, at + GROUP);
}

async function goodInLocal(
  { chain, clock }: Engine,
  layer: LocalLayer,
  keys: readonly LayerKey[],
): Promise<readonly LayerKey[]> {
  const good: LayerKey[] = [];
  for (const key of keys) {
    const entry = layer.peek(key, clock.now());
    if (entry === undefined || stateOf(entry, clock.now()) === "expired") continue;
    if (await chain.tags.isValid(entry)) good.push(key);
  }
  return good;
}

/** A store's list has also what is expired, invalid, or only the mark of a removal. */
async function goodIn(
  { chain, clock }: Engine,
  remote: Remote,
  keys: readonly LayerKey[],
): Promise<readonly LayerKey[]> {
  const good: LayerKey[] = [];
  for (const [at, found] of (await remote.read(keys)).entries()) {
    if (found.kind === "error") throw found.error;
    if (found.kind === "miss" || clock.now() >= found.stored.expiresAt) continue;
    if (await chain.tags.isValid({ ...found.stored, value: undefined })) good.push(keys[at]!);
  }
  return good;
}
