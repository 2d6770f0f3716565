import type { Call, Dispatcher, Turn } from "fairlead/internal";
import type { Exchange } from "../resp/exchange.ts";
import type { ChannelKind, Channels } from "../resp/hub.ts";
import type { Slots } from "../resp/slots.ts";
import type { Lane, LaneMirror, Login, Servers, Upstream } from "../resp/upstream.ts";
import { MAX_PENDING_BYTES, type Mirror, type MirrorLane } from "./mirror.ts";

/** Servers whose requests are mirrored. */
export class MirroredServers implements Servers {
  readonly slots: Slots;
  readonly hasSlots: boolean;
  readonly needWhole: boolean;
  readonly turn: Turn;
  private readonly servers: Servers;
  private readonly mirror: Mirror;

  constructor(servers: Servers, mirror: Mirror) {
    this.servers = servers;
    this.mirror = mirror;
    this.slots = servers.slots;
    this.hasSlots = servers.hasSlots;
    this.needWhole = mirror.hasWrites;
    this.turn = servers.turn;
  }

  get upstreams(): readonly Upstream[] {
    return [...this.servers.upstreams, this.mirror.upstream];
  }

  enter(protocol: 2 | 3, database: number, login?: Login): Lane {
    const own = this.servers.enter(protocol, database, login);
    const { upstream } = this.mirror;
    // A cluster has no other database to mirror to.
    if (upstream.hasSlots && database !== 0) return own;
    return new MirroredLane(own, this.mirror, protocol, upstream.enter(protocol, database, login));
  }

  leave(lane: Lane): void {
    if (lane instanceof MirroredLane) {
      this.mirror.upstream.leave(lane.second);
      this.servers.leave(lane.own);
    } else this.servers.leave(lane);
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

class MirroredLane implements Lane, LaneMirror, MirrorLane {
  readonly own: Lane;
  /** The mirror's. */
  readonly second: Lane;
  readonly protocol: 2 | 3;
  readonly maxBytes: number = MAX_PENDING_BYTES;
  private readonly to: Mirror;

  constructor(own: Lane, to: Mirror, protocol: 2 | 3, second: Lane) {
    this.own = own;
    this.to = to;
    this.protocol = protocol;
    this.second = second;
  }

  get dispatcher(): this {
    return this;
  }

  get mirror(): this {
    return this;
  }

  get hub(): Channels {
    return this.own.hub;
  }

  get topology(): Dispatcher["topology"] {
    return this.own.dispatcher.topology;
  }

  home(slot: number): Dispatcher {
    return this.own.home(slot);
  }

  beside(...setup: Parameters<Lane["beside"]>): Lane {
    return new MirroredLane(this.own.beside(...setup), this.to, this.protocol, this.second);
  }

  end(): void {
    this.own.end();
  }

  dispatch(call: Call): void {
    this.own.dispatcher.dispatch(this.sent(call));
  }

  cancel(call: Call, reason: unknown): boolean {
    return this.own.dispatcher.cancel(call, reason);
  }

  sent(call: Call): Call {
    return this.to.sent(call, this);
  }

  ending(exec: Call, commands: readonly Exchange[]): Call {
    return this.to.ending(exec, commands, this);
  }
}
