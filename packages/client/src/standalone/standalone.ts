import type { ErrorReply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { Call } from "../connection/call.ts";
import type { Established } from "../connection/establish.ts";
import type { Turn } from "../connection/turn.ts";
import { ReplyError } from "../errors.ts";
import type { Dispatcher } from "../link/dispatcher.ts";
import { Lanes } from "../link/lanes.ts";
import { Link, type LinkOwner } from "../link/link.ts";
import { RetryQueue } from "../link/retry-queue.ts";
import { whenIdle } from "../link/when-idle.ts";
import type { Settings } from "../options.ts";
import { SLOT_COUNT } from "../route.ts";
import type { Cancel } from "../runtime.ts";
import type { Topology } from "../topology.ts";

/** Refusals that the server takes back by itself, before having run anything. */
const PASSING: ReadonlySet<string> = new Set(["LOADING", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN"]);

/** One server behind one address. */
export class Standalone implements Dispatcher, LinkOwner {
  private readonly link: Link;
  private readonly lanes: Lanes;
  private readonly retries: RetryQueue;
  private readonly settings: Settings;

  constructor(address: Address, settings: Settings, turn: Turn) {
    this.settings = settings;
    this.link = new Link(address, this, settings, turn);
    this.lanes = new Lanes(this, settings, turn);
    this.retries = new RetryQueue(settings, (call) => this.dispatch(call));
  }

  /** Starts with a connection that was made to find out what the server is. */
  adopt(established: Established): void {
    this.link.adopt(established);
  }

  dispatch(call: Call): void {
    if (call.blocking) this.lanes.send(this.link.address, call);
    else this.link.send(call);
  }

  addressOf(): Address {
    return this.link.address;
  }

  get topology(): Topology {
    const primary = { id: "", address: this.link.address };
    return { shards: [{ primary, replicas: [], slots: [[0, SLOT_COUNT - 1]] }] };
  }

  watch(): Cancel {
    return () => undefined;
  }

  async close(): Promise<void> {
    await whenIdle(() => this.link.pending + this.lanes.pending + this.retries.length, this.settings);
    this.destroy();
  }

  destroy(): void {
    for (const call of this.retries.drain()) call.fail("ERR_CLOSED", this.link.name);
    this.lanes.close();
    this.link.close();
  }

  refused(link: Link, call: Call, reply: ErrorReply): void {
    const error = new ReplyError(reply.code, reply.message, call.spec.name, link.name);
    if (reply.code === "READONLY") {
      // The name led to a primary once and now to a replica: ask the name again. The command was not run.
      this.retries.add(call, error);
      link.reconnect("The server is a replica now");
    } else if (PASSING.has(reply.code)) {
      this.retries.add(call, error);
    } else {
      call.reject(error);
    }
  }

  returned(_link: Link, call: Call): void {
    this.dispatch(call);
  }

  pushed(): void {}
  connected(): void {}
  disconnected(): void {}
  stalled(): void {}
}
