/** Whose costs are measured. Travels to child processes as JSON. */
export interface Costed {
  /** Of the proxy, where there is one. */
  readonly proxyPid?: number;
  readonly serverPids: readonly number[];
  /** How long after its last work a process may still be about to give memory back. */
  readonly quietMs: number;
}
