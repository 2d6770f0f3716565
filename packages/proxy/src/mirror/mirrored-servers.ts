import type { Call, Dispatcher, Turn } from "fairlead/internal";
import type { Exchange } from "../resp/exchange.ts";
import type { ChannelKind, Channels } from "../resp/hub.ts";
import type { Slots } from "../resp/slots.ts";
import type { Lane, LaneMirror, Login, Servers } from "../resp/upstream.ts";
import type { Mirror, MirrorLane } from "./mirror.ts";

/** Servers whose requests are mirrored. */
export class MirroredServers implements Servers {
  readonly slots: Slots;
  readonly hasSlots: boolean;
  readonly turn: Turn;
  private readonly servers: Servers;
  private readonly mirror: Mirror;
  private readonly lanes = new Map<Lane, Lane>();

  constructor(servers: Servers, mirror: Mirror) {
    this.servers = servers;
    this.mirror = mirror;
    this.slots = servers.slots;
    this.hasSlots = servers.hasSlots;
    this.turn = servers.turn;
  }

  lane(protocol: 2 | 3, database: number, login?: Login): Lane {
    const own = this.servers.lane(protocol, database, login);
    const { upstream } = this.mirror;
    // A cluster has no other database to mirror to.
    if (upstream.hasSlots && database !== 0) return own;
    let lane = this.lanes.get(own);
    if (lane === undefined) {
      const { dispatcher } = upstream.lane(protocol, database, login);
      lane = new MirroredLane(own, this.mirror, { protocol, dispatcher });
      this.lanes.set(own, lane);
    }
    return lane;
  }

  moreListeners(kind: ChannelKind, name: Buffer): number {
    return this.servers.moreListeners(kind, name);
  }

  verify(login: Login): Promise<boolean> {
    return this.servers.verify(login);
  }

  suspect(): void {
    this.servers.suspect();
  }
}

class MirroredLane implements Lane, LaneMirror {
  private readonly lane: Lane;
  private readonly to: Mirror;
  private readonly target: MirrorLane;

  constructor(lane: Lane, to: Mirror, target: MirrorLane) {
    this.lane = lane;
    this.to = to;
    this.target = target;
  }

  get dispatcher(): this {
    return this;
  }

  get mirror(): this {
    return this;
  }

  get hub(): Channels {
    return this.lane.hub;
  }

  get topology(): Dispatcher["topology"] {
    return this.lane.dispatcher.topology;
  }

  home(slot: number): Dispatcher {
    return this.lane.home(slot);
  }

  beside(...setup: Parameters<Lane["beside"]>): Lane {
    return new MirroredLane(this.lane.beside(...setup), this.to, this.target);
  }

  end(): void {
    this.lane.end();
  }

  dispatch(call: Call): void {
    this.lane.dispatcher.dispatch(this.sent(call));
  }

  cancel(call: Call, reason: unknown): boolean {
    return this.lane.dispatcher.cancel(call, reason);
  }

  sent(call: Call): Call {
    return this.to.sent(call, this.target);
  }

  ending(exec: Call, commands: readonly Exchange[]): Call {
    return this.to.ending(exec, commands, this.target);
  }
}
