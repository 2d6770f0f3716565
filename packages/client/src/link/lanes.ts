import { type Address, addressText } from "../address.ts";
import type { Call } from "../connection/call.ts";
import type { Turn } from "../connection/turn.ts";
import type { Settings } from "../options.ts";
import type { Cancel } from "../runtime.ts";
import { Link, type LinkOwner } from "./link.ts";

/**
 * Connections that carry one call at a time, for commands that make the server hold its reply back: on a shared
 * connection everything behind them would wait too.
 */
export class Lanes {
  /** By address; each with what takes back its end. */
  private readonly idle = new Map<string, { readonly lane: Link; readonly keep: Cancel }[]>();
  private readonly busy = new Map<Call, Link>();
  private readonly owner: LinkOwner;
  private readonly settings: Settings;
  private readonly turn: Turn;

  constructor(owner: LinkOwner, settings: Settings, turn: Turn) {
    this.owner = owner;
    this.settings = settings;
    this.turn = turn;
  }

  /** Calls under way. */
  get pending(): number {
    return this.busy.size;
  }

  /** Those at work and those at rest. */
  get links(): readonly Link[] {
    return [...this.busy.values(), ...[...this.idle.values()].flat().map(({ lane }) => lane)];
  }

  /** Sends `call` over a lane of its own to `address`; one it had before is given back. */
  send(address: Address, call: Call): void {
    const before = this.busy.get(call);
    if (before !== undefined) this.giveBack(before);
    else this.watch(call);
    const lane = this.takeIdle(address) ?? new Link(address, this.owner, this.settings, this.turn);
    this.busy.set(call, lane);
    lane.send(call);
  }

  /** Ends all lanes; what they carry fails with `ERR_CLOSED`. */
  close(): void {
    for (const lane of this.busy.values()) lane.close();
    for (const { lane, keep } of [...this.idle.values()].flat()) {
      keep();
      lane.close();
    }
    this.idle.clear();
  }

  private watch(call: Call): void {
    const before = call.release;
    call.release = () => {
      before?.();
      const lane = this.busy.get(call);
      this.busy.delete(call);
      if (lane !== undefined) this.giveBack(lane);
    };
  }

  /** A lane whose reply is still out must never carry another call: it ends, and with it the server's block. */
  private giveBack(lane: Link): void {
    if (!lane.ready || lane.pending > 0) {
      lane.close();
      return;
    }
    const entries = this.idle.get(lane.name) ?? [];
    this.idle.set(lane.name, entries);
    const keep = this.settings.runtime.after(this.settings.keepAliveMs, () => {
      entries.splice(entries.indexOf(entry), 1);
      lane.close();
    });
    const entry = { lane, keep };
    entries.push(entry);
  }

  private takeIdle(address: Address): Link | undefined {
    const entry = this.idle.get(addressText(address))?.pop();
    entry?.keep();
    return entry?.lane;
  }
}
