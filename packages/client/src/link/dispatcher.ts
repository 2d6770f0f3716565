import type { Address } from "../address.ts";
import type { Call } from "../connection/call.ts";

/** What a client stands on: one server, or a cluster. */
export interface Dispatcher {
  /** Sends a call where it belongs. Its outcome, errors included, goes to the call. */
  dispatch(call: Call): void;
  /** A server that may be asked for anything that is not tied to a key; `undefined` while none is known. */
  anyAddress(): Address | undefined;
  /** Takes no more calls; fulfils when what is under way is settled and every connection ended. */
  close(): Promise<void>;
  /** Ends at once; what is under way fails with `ERR_CLOSED`. */
  destroy(): void;
}
