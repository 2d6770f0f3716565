import {
  type Call,
  CredentialSource,
  type Dispatcher,
  type OpenFleet,
  PubSub,
  type Turn,
} from "fairlead/internal";
import type { Exchange } from "./exchange.ts";
import { type ChannelKind, type Channels, Hub } from "./hub.ts";
import { CLUSTER_SLOTS, NO_SLOTS, type Slots } from "./slots.ts";
import { Verifier } from "./verifier.ts";

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
  /** A call is on its way: the one to send in its place. */
  sent(call: Call): Call;
  /** The same of `EXEC`, for a transaction with these commands: it is mirrored once it has run. */
  ending(exec: Call, commands: readonly Exchange[]): Call;
}

/** Who to be for the servers, where that is the client's own business. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** All servers behind a listener: one deployment of them, or several. */
export interface Servers {
  readonly slots: Slots;
  /** Whether some of them are a cluster: then there is only one database. */
  readonly hasSlots: boolean;
  readonly turn: Turn;
  /** The lane for sessions of this kind, made if there is none. */
  lane(protocol: 2 | 3, database: number, login?: Login): Lane;
  /** How many sessions listen to a channel, beside those whom the servers count. */
  moreListeners(kind: ChannelKind, name: Buffer): number;
  /** Whether the servers know this login. */
  verify(login: Login): Promise<boolean>;
  /** Something does not fit what is known of them. */
  suspect(): void;
}

/** One deployment of servers, with a lane for each kind of session that there is. */
export class Upstream implements Servers {
  readonly name: string;
  readonly slots: Slots;
  private readonly open: OpenFleet;
  private readonly verifier: Verifier;
  private readonly lanes = new Map<string, Lane>();
  private readonly hubs = new Map<string, { readonly hub: Hub; readonly pubsub: PubSub }>();

  constructor(name: string, open: OpenFleet) {
    this.name = name;
    this.open = open;
    this.verifier = new Verifier(open.fleet);
    this.slots = open.fleet.hasSlots ? CLUSTER_SLOTS : NO_SLOTS;
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

  lane(protocol: 2 | 3, database: number, login?: Login): Lane {
    const key = `${protocol} ${database} ${login === undefined ? "" : JSON.stringify(login)}`;
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      const { settings, fleet } = this.open;
      const { runtime } = settings;
      const credentials = login === undefined ? settings.credentials : new CredentialSource(login, runtime);
      const same = protocol === settings.protocol && database === settings.database && login === undefined;
      const dispatcher = same ? fleet : fleet.twin({ protocol, database, credentials });
      lane = new DirectLane(dispatcher, this.hub(login));
      this.lanes.set(key, lane);
    }
    return lane;
  }

  moreListeners(kind: ChannelKind, name: Buffer): number {
    let sum = 0;
    for (const { hub } of this.hubs.values()) sum += hub.more(kind, name);
    return sum;
  }

  suspect(): void {
    this.open.fleet.suspect();
  }

  verify({ username, password }: Login): Promise<boolean> {
    return this.verifier.verify(username, password, this.deadline());
  }

  private deadline(): number {
    this.turn.open();
    return this.turn.now + this.timeoutMs;
  }

  async close(): Promise<void> {
    this.verifier.close();
    for (const { pubsub } of this.hubs.values()) pubsub.close();
    const dispatchers = [...this.lanes.values()].map((lane) => lane.home(-1));
    const others = dispatchers.filter((dispatcher) => dispatcher !== this.open.fleet);
    await Promise.all(others.map((dispatcher) => dispatcher.close()));
    await this.open.fleet.close();
  }

  private hub(login: Login | undefined): Hub {
    const key = login === undefined ? "" : JSON.stringify(login);
    let entry = this.hubs.get(key);
    if (entry === undefined) {
      const { fleet, settings, turn } = this.open;
      const own =
        login === undefined
          ? settings
          : { ...settings, credentials: new CredentialSource(login, settings.runtime) };
      const pubsub = new PubSub(fleet, own, turn);
      entry = { pubsub, hub: new Hub(pubsub) };
      this.hubs.set(key, entry);
    }
    return entry.hub;
  }
}

/** A lane of one deployment. */
class DirectLane implements Lane {
  readonly dispatcher: Dispatcher;
  readonly hub: Hub;

  constructor(dispatcher: Dispatcher, hub: Hub) {
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
