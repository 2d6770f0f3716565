import { CacheError } from "../errors.ts";

/** What came of a write or a removal, layer by layer. */
export interface LayerReport {
  readonly layer: string;
  /**
   * - `done`: it was written, or removed;
   * - `refused`: the key was removed while the value was loaded, so it was not written;
   * - `late`: it goes on, the call did not wait for it;
   * - `skipped`: the policy leaves the layer out, or another one failed before;
   * - `failed`: see `error`. A removal that failed is made up for as soon as the layer can be reached.
   */
  readonly outcome: "done" | "refused" | "late" | "skipped" | "failed";
  readonly error?: CacheError;
}

/** What came of `set`. It does not throw because a layer is away. */
export interface WriteReport {
  /** Every layer has it that was to have it. */
  readonly ok: boolean;
  readonly layers: readonly LayerReport[];
}

/** What came of `delete` and `clear`. */
export interface RemovalReport extends WriteReport {
  /** Of `delete`: whether a layer had it. Of `clear`: whether one had anything. */
  readonly removed: boolean;
}

export function reportOf(layers: readonly LayerReport[]): WriteReport {
  return { ok: layers.every(({ outcome }) => outcome === "done" || outcome === "skipped"), layers };
}

/** One report for the answer of one layer. */
export function layerReport(layer: string, answer: unknown): LayerReport {
  if (answer instanceof CacheError) return { layer, outcome: "failed", error: answer };
  return { layer, outcome: answer === "refused" ? "refused" : "done" };
}
