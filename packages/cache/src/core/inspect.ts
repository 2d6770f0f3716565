import type { Entry, Times } from "../entry.ts";
import type { CacheError } from "../errors.ts";
import { type State, stateOf } from "../freshness/state.ts";
import type { LayerKey } from "../layer.ts";
import type { Engine } from "./engine.ts";

/** What one layer has under a key. */
export interface LayerView {
  readonly layer: string;
  /** `error`: it can't tell. */
  readonly state: State | "none" | "error";
  /** Its tags have been invalidated: it is as good as nothing. */
  readonly invalidated: boolean;
  readonly times?: Times;
  readonly tags: readonly string[];
  /** In a remote layer: the value's size as it is kept. */
  readonly bytes?: number;
  /** In a remote layer: that the key was removed, or given a value, is remembered; or it is being loaded. */
  readonly removed?: boolean;
  readonly error?: CacheError;
}

/** What there is to know about a key. */
export interface Inspection {
  readonly id: string;
  readonly loading: boolean;
  readonly layers: readonly LayerView[];
}

export async function inspect({ chain, fetching, clock }: Engine, key: LayerKey): Promise<Inspection> {
  const seen = async (entry: Entry) => {
    const { createdAt, staleAt, expiresAt, deadAt, tags } = entry;
    return {
      state: stateOf(entry, clock.now()),
      invalidated: !(await chain.tags.isValid(entry)),
      times: { createdAt, staleAt, expiresAt, deadAt },
      tags: tags.map(([tag]) => tag),
    };
  };
  const views = chain.tiers.map(async (tier): Promise<LayerView> => {
    const { label: layer } = tier;
    if (tier.kind === "local") {
      const entry = tier.peek(key, clock.now());
      if (entry === undefined) return { layer, state: "none", invalidated: false, tags: [] };
      return { layer, ...(await seen(entry)) };
    }
    const [found] = await tier.read([key]);
    if (found!.kind === "error")
      return { layer, state: "error", invalidated: false, tags: [], error: found!.error };
    const removed = (found!.removal ?? 0) > 0;
    if (found!.kind === "miss") return { layer, state: "none", invalidated: false, tags: [], removed };
    const { stored } = found!;
    return { layer, ...(await seen(stored)), bytes: stored.value.length, removed };
  });
  return { id: key.id, loading: fetching.flights.has(key.id), layers: await Promise.all(views) };
}
