import type { Again, Order } from "fairlead/internal";
import type { SessionLoop } from "../session/session-loop.ts";
import type { Slot } from "../session/slot.ts";
import type { Stray } from "../session/strays.ts";
import type { Exchange } from "./exchange.ts";

/** The order of the parts of a request that is split by slots, among the requests of its session. */
export class SplitOrder implements Order {
  private readonly exchange: Exchange;
  private readonly loop: SessionLoop<Exchange>;
  private readonly strays = new Map<number, Stray>();

  constructor(exchange: Exchange, loop: SessionLoop<Exchange>) {
    this.exchange = exchange;
    this.loop = loop;
  }

  overtaken(slot: number): boolean {
    return this.loop.overtaken(this.exchange.number, slot);
  }

  stray(slot: number, again: Again): boolean {
    const { number } = this.exchange;
    const meets = (other: Slot): boolean => this.exchange.meets(other, slot);
    const stray = this.strays.get(slot) ?? { number, group: slot, meets };
    this.strays.set(slot, stray);
    return this.loop.stray(stray, again);
  }

  settled(slot: number): void {
    const stray = this.strays.get(slot);
    if (stray !== undefined) this.loop.straySettled(stray);
  }
}
