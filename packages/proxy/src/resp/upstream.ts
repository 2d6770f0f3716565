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
import { Hub } from "./hub.ts";

const PING = plainSpec("PING");

/** Connections to the servers that sessions of one kind share: of one user, one protocol, one database. */
export interface Lane {
  readonly dispatcher: Dispatcher;
  readonly hub: Hub;
}

/** Who to be for the servers, where that is the client's own business. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One deployment of servers, with a lane for each kind of session that there is. */
export class Upstream {
  readonly name: string;
  private readonly open: OpenFleet;
  private readonly lanes = new Map<string, Lane>();
  private readonly hubs = new Map<string, { readonly hub: Hub; readonly pubsub: PubSub }>();

  constructor(name: string, open: OpenFleet) {
    this.name = name;
    this.open = open;
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

  /** The lane for sessions of this kind, made if there is none. */
  lane(protocol: 2 | 3, database: number, login?: Login): Lane {
    const key = `${protocol} ${database} ${login === undefined ? "" : JSON.stringify(login)}`;
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      const { settings, fleet } = this.open;
      const { runtime } = settings;
      const credentials = login === undefined ? settings.credentials : new CredentialSource(login, runtime);
      const same = protocol === settings.protocol && database === settings.database && login === undefined;
      const dispatcher = same ? fleet : fleet.twin({ protocol, database, credentials });
      lane = { dispatcher, hub: this.hub(login) };
      this.lanes.set(key, lane);
    }
    return lane;
  }

  /** Whether the servers know this login. */
  async verify(login: Login): Promise<boolean> {
    const { dispatcher } = this.lane(this.open.settings.protocol, 0, login);
    const call = new Call(PING, [], DecodeMode.PLAIN, this.deadline(), true);
    const reply = call.promise();
    dispatcher.dispatch(call);
    try {
      await reply;
      return true;
    } catch (error) {
      if (isRefusedLogin(error)) return false;
      throw error;
    }
  }

  private deadline(): number {
    this.turn.open();
    return this.turn.now + this.timeoutMs;
  }

  async close(): Promise<void> {
    for (const { pubsub } of this.hubs.values()) pubsub.close();
    const others = [...this.lanes.values()].filter(({ dispatcher }) => dispatcher !== this.open.fleet);
    await Promise.all(others.map(({ dispatcher }) => dispatcher.close()));
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
      entry = { pubsub, hub: new Hub(pubsub, fleet) };
      this.hubs.set(key, entry);
    }
    return entry.hub;
  }
}

/** Whether a server, or the way to it, has refused the password. */
function isRefusedLogin(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && (cause.code === "WRONGPASS" || cause.code === "ERR_CONNECT_REFUSED")) return true;
    if ("code" in cause && cause.code === "NOPERM") return false;
  }
  return false;
}
