import type { Turn } from "fairlead/internal";
import type { ChannelKind } from "../resp/hub.ts";
import type { Lane, Login, Servers, Upstream } from "../resp/upstream.ts";
import { RoutedLane } from "./routed-lane.ts";
import { RoutedSlots } from "./routed-slots.ts";
import type { Routes } from "./routes.ts";

/** Several backends behind one listener: keys and channels belong to them by prefix, all else to the first. */
export class RoutedServers implements Servers {
  readonly slots: RoutedSlots;
  readonly hasSlots: boolean;
  readonly turn: Turn;
  private readonly backends: readonly Servers[];
  private readonly routes: Routes;

  constructor(backends: readonly Servers[], routes: Routes) {
    const clusters = backends.map(({ hasSlots }) => hasSlots);
    this.backends = backends;
    this.routes = routes;
    this.slots = new RoutedSlots(routes, clusters);
    this.hasSlots = clusters.includes(true);
    this.turn = backends[0]!.turn;
  }

  get upstreams(): readonly Upstream[] {
    return this.backends.flatMap(({ upstreams }) => upstreams);
  }

  enter(protocol: 2 | 3, database: number, login?: Login): Lane {
    const lanes = this.backends.map((backend) => backend.enter(protocol, database, login));
    return new RoutedLane(lanes, this.routes, this.slots);
  }

  leave(lane: Lane): void {
    for (const [at, each] of (lane as RoutedLane).lanes.entries()) this.backends[at]!.leave(each);
  }

  moreListeners(kind: ChannelKind, name: Buffer): number {
    return this.backends.reduce((sum, backend) => sum + backend.moreListeners(kind, name), 0);
  }

  /** All of them must. */
  async verify(login: Login): Promise<boolean> {
    const known = await Promise.all(this.backends.map((backend) => backend.verify(login)));
    return known.every((each) => each);
  }

  suspect(): void {
    for (const backend of this.backends) backend.suspect();
  }
}
