import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode } from "fairlead-harness";
import { type Promotion, promotions, type RoleSeen } from "./promotions.ts";

const EVERY_MS = 20;

/**
 * Asks every node of a cluster for its role, every 20 ms, past the client and its wires: to know when a replica was
 * elected, and whether a pause that the client had was one of the machine.
 */
export class Pulse {
  readonly #nodes: () => readonly ClusterNode[];
  readonly #seen: RoleSeen[] = [];
  readonly #asking = new Set<ClusterNode>();
  readonly #timer: NodeJS.Timeout;

  /** `nodes` is asked anew each time: nodes come and go. */
  constructor(nodes: () => readonly ClusterNode[]) {
    this.#nodes = nodes;
    this.#timer = setInterval(() => this.#beat(), EVERY_MS);
    this.#beat();
  }

  /** All that was answered so far, in order. */
  get seen(): readonly RoleSeen[] {
    return this.#seen;
  }

  /**
   * Resolves with the next promotion that `fits`, also one that was before.
   * @throws {Error} when there is none for `timeoutMs`.
   */
  async promotion(fits: (promotion: Promotion) => boolean, timeoutMs: number): Promise<Promotion> {
    for (const deadline = performance.now() + timeoutMs; performance.now() < deadline; ) {
      const found = promotions(this.#seen).find(fits);
      if (found !== undefined) return found;
      await sleep(EVERY_MS / 2);
    }
    throw new Error(`no node was promoted within ${timeoutMs} ms`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    for (const node of this.#nodes()) {
      if (!this.#asking.has(node) && node.state === "running") void this.#ask(node);
    }
  }

  async #ask(node: ClusterNode): Promise<void> {
    this.#asking.add(node);
    try {
      const role = await node.command("ROLE");
      const [name, host, port] = Array.isArray(role) ? role : [];
      const primary = name === "slave" ? `${host}:${port}` : undefined;
      this.#seen.push({ atMs: performance.now(), node: node.id, primary });
    } catch {
      // Dead, frozen or starting: it has no pulse.
    } finally {
      this.#asking.delete(node);
    }
  }
}
