import type { Connection } from "../connection/connection.ts";
import type { Cancel } from "../runtime.ts";

/**
 * Where a link stands. What exists only in one state lives only there.
 *
 * ```
 * idle -> connecting -> ready -> (lost) -> waiting -> connecting -> ...
 *                  \-> (failed) -> waiting            any -> closed
 * ```
 */
export type LinkState =
  /** Not connected, and nothing asks for it. */
  | { readonly kind: "idle" }
  | { readonly kind: "connecting"; readonly abort: AbortController }
  | {
      readonly kind: "ready";
      readonly connection: Connection;
      readonly since: number;
      /** A second connection that finds out whether the first is dead, while that one is silent. */
      readonly probe: AbortController | undefined;
    }
  /** Between two attempts. */
  | { readonly kind: "waiting"; readonly cancel: Cancel; readonly error: Error }
  | { readonly kind: "closed" };
