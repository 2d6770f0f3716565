import { Call, Collector, type Dispatcher, isForAll, splitBySlots } from "fairlead/internal";
import type { ChannelKind, Channels, Seat, Subscriber } from "../resp/hub.ts";
import { backendOf, ownSlot, slotAt } from "../resp/slots.ts";
import type { Lane } from "../resp/upstream.ts";
import { BackendOrder } from "./backend-order.ts";
import { combined } from "./combined.ts";
import type { RoutedSlots } from "./routed-slots.ts";
import type { Routes } from "./routes.ts";

type Shard = Dispatcher["topology"]["shards"][number];

/** One lane at each of several backends. */
export class RoutedLane implements Lane, Channels {
  readonly lanes: readonly Lane[];
  private readonly routes: Routes;
  private readonly slots: RoutedSlots;

  constructor(lanes: readonly Lane[], routes: Routes, slots: RoutedSlots) {
    this.lanes = lanes;
    this.routes = routes;
    this.slots = slots;
  }

  get dispatcher(): this {
    return this;
  }

  get hub(): this {
    return this;
  }

  home(slot: number): Dispatcher {
    return this.at(slot).home(ownSlot(slot));
  }

  /** All backends' shards, with slots as sessions count them. */
  get topology(): Dispatcher["topology"] {
    const shards = this.lanes.flatMap(({ dispatcher }, backend) =>
      dispatcher.topology.shards.map((shard): Shard => {
        const slots = shard.slots.map(([from, to]) => [slotAt(backend, from), slotAt(backend, to)] as const);
        return { ...shard, slots };
      }),
    );
    return { shards };
  }

  dispatch(call: Call): void {
    const { spec, options } = call;
    const route = options?.route;
    if (route?.kind === "allPrimaries") this.toAll(call);
    else if (route?.kind === "slotId") {
      call.options = { ...options, route: { ...route, slot: ownSlot(route.slot) } };
      this.at(route.slot).dispatcher.dispatch(call);
    } else if (call.slot !== -1 || call.passage !== undefined) this.send(call);
    else if (isForAll(spec)) this.toAll(call);
    else if (spec.request !== "multi_shard" || !splitBySlots(call, this, this.slotFor)) this.send(call);
  }

  beside(...setup: Parameters<Lane["beside"]>): Lane {
    return new RoutedLane(
      this.lanes.map((lane) => lane.beside(...setup)),
      this.routes,
      this.slots,
    );
  }

  end(): void {
    for (const lane of this.lanes) lane.end();
  }

  /** Only one of the backends knows the call. */
  cancel(call: Call, reason: unknown): boolean {
    return this.lanes.some(({ dispatcher }) => dispatcher.cancel(call, reason));
  }

  /** A pattern is subscribed at all backends, a channel where keys of its name would be. */
  async join(kind: ChannelKind, name: Buffer, subscriber: Subscriber, signal: AbortSignal): Promise<Seat> {
    if (kind !== "pattern") {
      return this.lanes[this.routes.backendOf(name)]!.hub.join(kind, name, subscriber, signal);
    }
    const joining = this.lanes.map(({ hub }) => hub.join(kind, name, subscriber, signal));
    const outcomes = await Promise.allSettled(joining);
    const seats = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const leave = (): void => {
      for (const seat of seats) seat.leave();
    };
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure !== undefined) {
      leave();
      throw failure.reason;
    }
    return {
      leave,
      open: () => {
        for (const seat of seats) seat.open();
      },
    };
  }

  publishAt(group: number, channelSlot: number): number {
    return slotAt(backendOf(group), this.at(group).hub.publishAt(group, channelSlot));
  }

  private readonly slotFor = (key: unknown): number => this.slots.ofKey(key as Buffer);

  private at(slot: number): Lane {
    return this.lanes[backendOf(slot)]!;
  }

  private send(call: Call): void {
    const { dispatcher } = this.at(call.slot);
    if (call.order !== undefined) call.order = new BackendOrder(call.order, backendOf(call.slot));
    call.slot = ownSlot(call.slot);
    dispatcher.dispatch(call);
  }

  private toAll(call: Call): void {
    const { spec, args, mode, deadline, idempotent, options } = call;
    const collector = new Collector(this.lanes.length, (collected) => {
      try {
        call.deliver(combined(spec, collected));
      } catch (error) {
        call.reject(error);
      }
    });
    this.lanes.forEach(({ dispatcher }, backend) => {
      const leg = new Call(spec, args, mode, deadline, idempotent, collector, backend);
      leg.options = options;
      dispatcher.dispatch(leg);
    });
  }
}
