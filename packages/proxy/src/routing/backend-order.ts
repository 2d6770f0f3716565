import type { Again, Order } from "fairlead/internal";
import { slotAt } from "../resp/slots.ts";

/** The order of a session's parts, for one backend, which knows its own slots only. */
export class BackendOrder implements Order {
  private readonly order: Order;
  private readonly backend: number;

  constructor(order: Order, backend: number) {
    this.order = order;
    this.backend = backend;
  }

  overtaken(slot: number): boolean {
    return this.order.overtaken(slotAt(this.backend, slot));
  }

  stray(slot: number, again: Again): boolean {
    return this.order.stray(slotAt(this.backend, slot), again);
  }

  settled(slot: number): void {
    this.order.settled(slotAt(this.backend, slot));
  }
}
