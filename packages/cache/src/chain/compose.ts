import { type Duration, milliseconds } from "../duration.ts";
import { CacheUsageError } from "../errors.ts";
import { requireKnown } from "../known-options.ts";
import type { Layer } from "../layer.ts";
import { type BreakerOptions, type BreakerRules, rulesOf } from "./breaker.ts";

/** How a remote layer is dealt with. In ms. */
export interface RemoteRules {
  readonly readMs: number;
  readonly writeMs: number;
  readonly clearMs: number;
  readonly breaker: BreakerRules;
  readonly maxPending: number;
}

/** How layers work together. */
export interface CompositionOptions {
  /** Stands before a layer's label in `source`: `cache.memory`. Default: nothing does. */
  readonly label?: string;
  /**
   * Where the remote layers are read: one after the other until one has a fresh value (`sequential`, the default); all at once,
   * for the value that lives longest (`parallel`); or all at once, for the first (`race`). Local layers always come first.
   */
  readonly read?: "sequential" | "parallel" | "race";
  /**
   * `parallel` (default): all layers at once, the call waits for all. `sequential`: from the last to the first, and no further
   * once one fails. `race`: the call waits for the first that succeeds.
   */
  readonly write?: "parallel" | "sequential" | "race";
  /** Whether what was found further down is written to the layers before. Default `always`: with the times it has. */
  readonly refill?: "always" | "never";
  /** How long local layers keep an entry at most: what other processes change unheard is seen after that. Default `forever`. */
  readonly localTtl?: Duration | "forever";
  /**
   * How long remote layers may take. Default `250ms` to read, `500ms` to write, `30s` to clear, which may have to look at every key. A write
   * goes on after that.
   */
  readonly budget?: { readonly read?: Duration; readonly write?: Duration; readonly clear?: Duration };
  readonly breaker?: BreakerOptions;
  /** How many removals that a layer missed are remembered for it; beyond that all it has is removed. Default 10,000. */
  readonly maxPending?: number;
}

/** Layers, first to last, and how they work together. Made by {@link compose}. */
export interface Composition {
  readonly kind: "composition";
  readonly layers: readonly Layer[];
  readonly label: string;
  readonly read: "sequential" | "parallel" | "race";
  readonly write: "parallel" | "sequential" | "race";
  readonly refill: boolean;
  readonly localTtl: number;
  readonly rules: RemoteRules;
}

const KNOWN: Record<keyof CompositionOptions, true> = {
  label: true,
  read: true,
  write: true,
  refill: true,
  localTtl: true,
  budget: true,
  breaker: true,
  maxPending: true,
};

/**
 * Puts layers together, the nearest first: `compose(memory(), redis({ url }))`. The last argument may be options.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION`: no layers, two with one label, or an option that can't be.
 */
export function compose(...parts: readonly [...Layer[], Layer | CompositionOptions]): Composition {
  const layers = parts.filter(isLayer);
  const last = parts.at(-1);
  const options = last === undefined || isLayer(last) ? {} : last;
  requireKnown(options, KNOWN);
  if (layers.length === 0) throw new CacheUsageError("ERR_CACHE_OPTION", "a composition needs a layer");
  const labels = layers.map(({ label }) => label);
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice !== undefined) {
    throw new CacheUsageError(
      "ERR_CACHE_OPTION",
      `two layers have the label "${twice}": give one another \`label\``,
    );
  }
  const {
    label = "",
    read = "sequential",
    write = "parallel",
    refill = "always",
    localTtl = "forever",
  } = options;
  oneOf("read", read, ["sequential", "parallel", "race"]);
  oneOf("write", write, ["parallel", "sequential", "race"]);
  oneOf("refill", refill, ["always", "never"]);
  const { maxPending = 10_000 } = options;
  if (!(maxPending >= 0)) throw wrong(`maxPending is no number from 0 on: ${maxPending}`);
  return {
    kind: "composition",
    ...{ layers, label, read, write },
    refill: refill === "always",
    localTtl: localTtl === "forever" ? Infinity : milliseconds(localTtl, "localTtl"),
    rules: {
      readMs: milliseconds(options.budget?.read ?? "250ms", "budget.read"),
      writeMs: milliseconds(options.budget?.write ?? "500ms", "budget.write"),
      clearMs: milliseconds(options.budget?.clear ?? "30s", "budget.clear"),
      breaker: rulesOf(options.breaker ?? {}),
      maxPending,
    },
  };
}

function oneOf(name: string, given: string, names: readonly string[]): void {
  if (!names.includes(given)) throw wrong(`${name} is none of ${names.join(", ")}: ${given}`);
}

function wrong(message: string): CacheUsageError {
  return new CacheUsageError("ERR_CACHE_OPTION", message);
}

function isLayer(part: Layer | CompositionOptions): part is Layer {
  return "kind" in part;
}
