import type { LocalLayer } from "../layer.ts";

/** A layer that keeps nothing: what stands in for the others where a cache is switched off. */
export function nullLayer(label = "null"): LocalLayer {
  return {
    kind: "local",
    label,
    read: () => undefined,
    peek: () => undefined,
    write: () => {},
    remove: () => false,
    clear: () => {},
    prune: () => {},
    keys: () => [],
    size: { entries: 0, bytes: 0, evictions: 0 },
  };
}
