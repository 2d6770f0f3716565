import type { Costed } from "../proxied/costed.ts";
import type { Node } from "../servers/address.ts";

/** What a load is sent to, and whose costs are measured. Travels to child processes as JSON. */
export interface Target extends Costed {
  /** The proxy, or where there is none the servers themselves. */
  readonly nodes: readonly Node[];
}
