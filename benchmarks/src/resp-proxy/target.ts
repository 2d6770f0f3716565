import type { Node } from "../servers/address.ts";

/** What a load is sent to, and whose costs are measured. Travels to child processes as JSON. */
export interface Target {
  /** The proxy, or where there is none the servers themselves. */
  readonly nodes: readonly Node[];
  /** Where there is one. */
  readonly proxyPid?: number;
  readonly serverPids: readonly number[];
  /** How long after its last work a process may still be about to give memory back. */
  readonly quietMs: number;
}
