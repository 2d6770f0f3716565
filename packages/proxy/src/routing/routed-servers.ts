import type { Turn } from "fairlead/internal";
import type { ChannelKind } from "../resp/hub.ts";
import type { Lane, Login, Servers } from "../resp/upstream.ts";
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

  /** By the first backend's. */
  private readonly lanes = new Map<Lane, Lane>();

  constructor(backends: readonly Servers[], routes: Routes) {
    const clusters = backends.map(({ hasSlots }) => hasSlots);
    this.backends = backends;
    this.routes = routes;
    this.slots = new RoutedSlots(routes, clusters);
    this.hasSlots = clusters.includes(true);
    this.turn = backends[0]!.turn;
  }

  lane(protocol: 2 | 3, database: number, login?: Login): Lane {
    const lanes = this.backends.map((backend) => backend.lane(protocol, database, login));
    const first = lanes[0]!;
    let lane = this.lanes.get(first);
    if (lane === undefined) {
      lane = new RoutedLane(lanes, this.routes, this.slots);
      this.lanes.set(first, lane);
    }
    return lane;
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
