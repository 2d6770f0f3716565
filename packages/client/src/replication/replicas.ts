import { type Address, addressText } from "../address.ts";
import type { Turn } from "../connection/turn.ts";
import type { Node } from "../fleet/node.ts";
import type { Settings } from "../options.ts";
import type { Cancel } from "../runtime.ts";
import { dismiss, visit } from "./ask.ts";

/** Milliseconds that connecting waits for replicas to answer. */
const REACH_MS = 1_000;

/**
 * Which of the replicas that others tell of can be used from here. A server behind a proxy, in a container or in another
 * network may announce addresses that lead nowhere: each is tried before a call may depend on it.
 */
export class Replicas {
  private readonly reached = new Set<string>();
  private readonly trying = new Map<string, Promise<void>>();
  private readonly ending = new AbortController();
  private readonly settings: Settings;
  private readonly turn: Turn;
  private readonly changed: () => void;

  /** `changed` is called for each replica that turns out to be usable. */
  constructor(settings: Settings, turn: Turn, changed: () => void) {
    this.settings = settings;
    this.turn = turn;
    this.changed = changed;
  }

  /** The announced ones that were reached, and have not been lost since. The others are tried meanwhile. */
  usable(announced: readonly Address[], known: readonly Node[]): Address[] {
    const lost = new Set(known.filter(({ usable }) => !usable).map(({ name }) => name));
    const names = new Set(announced.map(addressText));
    for (const name of this.reached) if (!names.has(name) || lost.has(name)) this.reached.delete(name);
    return announced.filter((address) => {
      if (this.reached.has(addressText(address))) return true;
      void this.try(address);
      return false;
    });
  }

  /** Tries all of them; fulfils when each has answered or failed, or has had its time. */
  async reach(announced: readonly Address[]): Promise<void> {
    let cancel: Cancel = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.settings.runtime.after(REACH_MS, resolve);
    });
    await Promise.race([late, Promise.all(announced.map((address) => this.try(address)))]);
    cancel();
  }

  close(): void {
    this.ending.abort();
  }

  private try(address: Address): Promise<void> {
    const name = addressText(address);
    const before = this.trying.get(name);
    if (before !== undefined) return before;
    const attempt = this.attempt(address, name).finally(() => this.trying.delete(name));
    this.trying.set(name, attempt);
    return attempt;
  }

  private async attempt(address: Address, name: string): Promise<void> {
    try {
      const { role, over } = await visit(address, this.settings, this.turn, this.ending.signal);
      dismiss(over);
      if (role.kind === "primary" || (role.kind === "replica" && !role.inStep)) return;
    } catch {
      return; // the next look tries again
    }
    this.reached.add(name);
    this.changed();
  }
}
