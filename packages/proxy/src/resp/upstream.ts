import { ReplyError } from "fairlead";
import {
  Call,
  CredentialSource,
  type Dispatcher,
  type OpenFleet,
  PubSub,
  plainSpec,
  type Turn,
} from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import type { Exchange } from "./exchange.ts";
import { type ChannelKind, type Channels, Hub } from "./hub.ts";
import { CLUSTER_SLOTS, NO_SLOTS, type Slots } from "./slots.ts";

const AUTH = plainSpec("AUTH");
/** How long a lane is kept that no session is on. */
const LANE_IDLE_MS = 60_000;

/** Connections to the servers that sessions of one kind share: of one user, one protocol, one database. */
export interface Lane {
  readonly dispatcher: Pick<Dispatcher, "dispatch" | "cancel" | "topology">;
  readonly hub: Channels;
  /** Those of a slot, where a connection for one session alone can be had. */
  home(slot: number): Dispatcher;
  /** The same servers over connections of its own, each set up by `setup`, until its end. */
  beside(...setup: Parameters<Dispatcher["beside"]>): Lane;
  end(): void;
  /** Sees what goes over connections of one session alone, where requests are mirrored. */
  readonly mirror?: LaneMirror;
}

/** Sends a share of requests to a second backend as well. */
export interface LaneMirror {
  /** Transactions with more bytes are dropped. */
  readonly maxBytes: number;
  /** A call is on its way: the one to send in its place. */
  sent(call: Call): Call;
  /** The same of `EXEC`, for a transaction with these commands: it is mirrored once it has run. */
  ending(exec: Call, commands: readonly Exchange[]): Call;
}

/** All servers behind a listener: one deployment of them, or several. */
export interface Servers {
  readonly slots: Slots;
  /** Whether some of them are a cluster: then there is only one database. */
  readonly hasSlots: boolean;
  /** Whether requests have to be whole before they are sent. Default: large ones may go on as they come. */
  readonly needWhole?: boolean;
  readonly turn: Turn;
  /** Each deployment. */
  readonly upstreams: readonly Upstream[];
  /** The lane for sessions of this kind, made if there is none. A session that enters it has to leave it once. */
  enter(protocol: 2 | 3, database: number, login?: Login): Lane;
  /** A session is not on its lane any more. */
  leave(lane: Lane): void;
  /** How many sessions listen to a channel, beside those whom the servers count. */
  moreListeners(kind: ChannelKind, name: Buffer): number;
  /** Whether the servers know this login. @throws what keeps them from saying so. */
  verify(login: Login): Promise<boolean>;
  /** Something does not fit what is known of them. */
  suspect(): void;
}

/** A lane of one deployment. */
class DirectLane implements Lane {
  readonly dispatcher: Dispatcher;
  readonly hub: Channels;

  constructor(dispatcher: Dispatcher, hub: Channels) {
    this.dispatcher = dispatcher;
    this.hub = hub;
  }

  home(): Dispatcher {
    return this.dispatcher;
  }

  beside(...setup: Parameters<Dispatcher["beside"]>): Lane {
    return new DirectLane(this.dispatcher.beside(...setup), this.hub);
  }

  end(): void {
    this.dispatcher.destroy();
  }
}

/** A lane that sessions share, and who is on it. */
class OpenLane extends DirectLane {
  readonly station: Station;
  sessions = 0;
  /** When the last session left it. */
  leftAt = 0;

  constructor(dispatcher: Dispatcher, station: Station) {
    super(dispatcher, station.hub);
    this.station = station;
  }
}

/** What sessions of one user subscribe at, whatever else they are. */
interface Station {
  readonly hub: Hub;
  readonly pubsub: PubSub;
}

/** Who to be for the servers, where that is the client's own business. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One deployment of servers, with a lane for each kind of session that there is. */
export class Upstream implements Servers {
  readonly name: string;
  readonly slots: Slots;
  private readonly open: OpenFleet;
  private readonly idleMs: number;
  private readonly lanes = new Map<string, OpenLane>();
  private readonly stations = new Map<string, Station>();
  /** Asks the servers whether passwords are good, on connections that serve nothing else. */
  private verifier: Dispatcher | undefined = undefined;
  private sweeper: NodeJS.Timeout | undefined = undefined;

  /** `idleMs`: for how long a lane is kept that no session is on. */
  constructor(name: string, open: OpenFleet, idleMs: number = LANE_IDLE_MS) {
    this.name = name;
    this.open = open;
    this.idleMs = idleMs;
    this.slots = open.fleet.hasSlots ? CLUSTER_SLOTS : NO_SLOTS;
  }

  get upstreams(): readonly Upstream[] {
    return [this];
  }

  /** Its state, and who wants to hear of changes. */
  get events(): OpenFleet["events"] {
    return this.open.events;
  }

  /** What all lanes carry. */
  get load(): ReturnType<Dispatcher["load"]> {
    const dispatchers = new Set([...this.lanes.values()].map(({ dispatcher }) => dispatcher));
    const loads = [...dispatchers.add(this.open.fleet)].map((each) => each.load());
    const sum = (field: "connections" | "queued"): number =>
      loads.reduce((total, load) => total + load[field], 0);
    return { connections: sum("connections"), queued: sum("queued") };
  }

  get hasSlots(): boolean {
    return this.open.fleet.hasSlots;
  }

  get fleet(): Dispatcher {
    return this.open.fleet;
  }

  get turn(): Turn {
    return this.open.turn;
  }

  get timeoutMs(): number {
    return this.open.settings.timeoutMs;
  }

  enter(protocol: 2 | 3, database: number, login?: Login): Lane {
    const key = `${protocol} ${database} ${keyOf(login)}`;
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      lane = this.laneFor(protocol, database, login);
      this.lanes.set(key, lane);
    }
    lane.sessions++;
    return lane;
  }

  moreListeners(kind: ChannelKind, name: Buffer): number {
    let sum = 0;
    for (const { hub } of this.stations.values()) sum += hub.more(kind, name);
    return sum;
  }

  leave(lane: Lane): void {
    const open = lane as OpenLane;
    if (--open.sessions > 0) return;
    open.leftAt = performance.now();
    this.sweeper ??= setInterval(() => this.sweep(), this.idleMs / 2).unref();
  }

  suspect(): void {
    this.open.fleet.suspect();
  }

  async verify({ username, password }: Login): Promise<boolean> {
    this.verifier ??= this.open.fleet.twin({});
    const call = new Call(AUTH, [username, password], DecodeMode.PLAIN, this.deadline(), true);
    const reply = call.promise();
    this.verifier.dispatch(call);
    try {
      await reply;
      return true;
    } catch (error) {
      if (error instanceof ReplyError && error.code === "WRONGPASS") return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    for (const { pubsub } of this.stations.values()) pubsub.close();
    const others = [
      ...this.lanes.values(),
      ...(this.verifier === undefined ? [] : [{ dispatcher: this.verifier }]),
    ];
    const mine = new Set(others.map(({ dispatcher }) => dispatcher));
    mine.delete(this.open.fleet);
    await Promise.all([...mine].map((dispatcher) => dispatcher.close()));
    await this.open.fleet.close();
  }

  private deadline(): number {
    this.turn.open();
    return this.turn.now + this.timeoutMs;
  }

  private laneFor(protocol: 2 | 3, database: number, login: Login | undefined): OpenLane {
    const { settings, fleet } = this.open;
    const same = protocol === settings.protocol && database === settings.database && login === undefined;
    const credentials =
      login === undefined ? settings.credentials : new CredentialSource(login, settings.runtime);
    const dispatcher = same ? fleet : fleet.twin({ protocol, database, credentials });
    return new OpenLane(dispatcher, this.stationFor(login));
  }

  private stationFor(login: Login | undefined): Station {
    const key = keyOf(login);
    let station = this.stations.get(key);
    if (station === undefined) {
      const { fleet, settings, turn } = this.open;
      const credentials =
        login === undefined ? settings.credentials : new CredentialSource(login, settings.runtime);
      const pubsub = new PubSub(fleet, { ...settings, credentials }, turn);
      station = { pubsub, hub: new Hub(pubsub, fleet) };
      this.stations.set(key, station);
    }
    return station;
  }

  /** Closes lanes that no session has been on for a while. */
  private sweep(): void {
    const before = performance.now() - this.idleMs;
    for (const [key, lane] of this.lanes) {
      if (lane.sessions > 0 || lane.leftAt > before || lane.dispatcher === this.open.fleet) continue;
      this.lanes.delete(key);
      void lane.dispatcher.close();
    }
    const used = new Set([...this.lanes.values()].map(({ station }) => station));
    for (const [key, station] of this.stations) {
      if (used.has(station) || !station.hub.empty) continue;
      this.stations.delete(key);
      station.pubsub.close();
    }
  }
}

function keyOf(login: Login | undefined): string {
  return login === undefined ? "" : JSON.stringify([login.username, login.password]);
}
