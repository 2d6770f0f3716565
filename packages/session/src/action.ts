import type { HoldEffect } from "./effect.ts";

/** A request to send, and where. Give it back to `settled` with the request's reply. */
export type Sending =
  /** On any suitable connection, among other sessions' requests. */
  | { readonly kind: "share" }
  /** Take a connection nobody else uses, send on it; it goes back with the reply. */
  | { readonly kind: "borrow"; readonly change: undefined }
  /** Take a connection nobody else uses, send on it, keep it: from now on it is the session's lease. */
  | { readonly kind: "acquire"; readonly change: HoldEffect | undefined }
  /** On the lease; while that is still being acquired, behind the request that asked for it. */
  | { readonly kind: "lease"; readonly change: HoldEffect | undefined };

/** What to do with one request. */
export type Action =
  | Sending
  /** Nothing yet: decide the same request again after the next `settled`, `ended` or `lost`. */
  | { readonly kind: "wait" }
  /** Reply without a server. `ended`: broken holds that the client lets go of with this request. */
  | { readonly kind: "answer"; readonly ended: readonly string[] }
  /**
   * Reply with an error. `mode`: the session's mode allows none of `holds`. `broken`: the client counts on `holds`,
   * which no server keeps. `closed`: the session has ended.
   */
  | {
      readonly kind: "refuse";
      readonly reason: "mode" | "broken" | "closed";
      readonly holds: readonly string[];
    }
  /** Say goodbye. If there are `holds` there is a lease: make the server forget them, or discard the connection. */
  | { readonly kind: "quit"; readonly holds: readonly string[] };
