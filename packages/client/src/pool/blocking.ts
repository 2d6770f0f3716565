import { DecodeMode, type ErrorReply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call, Phase } from "../connection/call.ts";
import type { Connection, ConnectionOwner } from "../connection/connection.ts";
import type { Turn } from "../connection/turn.ts";
import type { ConnectionError, DeliveryError } from "../errors.ts";
import type { Lease } from "../link/lease.ts";
import { askAfter } from "../link/probe.ts";
import type { Settings } from "../options.ts";
import type { Pools } from "./pools.ts";

/** Where a call was refused. */
export interface Origin {
  readonly address: Address;
  readonly name: string;
  /** Gives up the connection it was refused on. */
  reconnect(reason: string): void;
}

/** What the calls on borrowed connections may come back to. */
export interface Borrower {
  refused(origin: Origin, call: Call, reply: ErrorReply): void;
  /** It was not sent, or may be sent again without harm. */
  returned(origin: Origin, call: Call): void;
  /** No connection could be had for it. */
  unserved(call: Call, error: Error): void;
  /** Sends a call over the connection that everybody shares. */
  sendShared(address: Address, call: Call): void;
}

const CLIENT_UNBLOCK = plainSpec("CLIENT UNBLOCK");
/** Before a server is asked once more to let go of what it does not hold yet. */
const AGAIN_MS = 10;

/** Lends a connection to each command that makes the server hold its reply back, for that one reply. */
export class Blocking implements ConnectionOwner {
  private readonly busy = new Map<Call, Lease>();
  /** Those whose caller has given up, with the reason. */
  private readonly cancelled = new Map<Call, unknown>();
  /** Those whose server is asked to let go: whoever had one next would be let go in place of its last user. */
  private readonly unblocking = new Set<Lease>();
  /** Those that a second connection asks after. */
  private readonly probing = new Set<Connection>();
  private readonly ending = new AbortController();
  private readonly pools: Pools;
  private readonly borrower: Borrower;
  private readonly settings: Settings;
  private readonly turn: Turn;

  constructor(pools: Pools, borrower: Borrower, settings: Settings, turn: Turn) {
    this.pools = pools;
    this.borrower = borrower;
    this.settings = settings;
    this.turn = turn;
  }

  send(address: Address, call: Call): void {
    this.pools.at(address).request({
      command: call.spec.name,
      deadline: call.deadline,
      get gone() {
        return call.phase === Phase.SETTLED;
      },
      give: (lease) => this.start(lease, call),
      fail: (error) => this.unserved(call, error as DeliveryError),
    });
  }

  /**
   * Gives up a call that a server holds: asks it to let go, so that an element that it has popped by then is delivered
   * and not lost. `false` if the call is not at a server. https://valkey.io/commands/client-unblock/
   */
  cancel(call: Call, reason: unknown): boolean {
    const lease = this.busy.get(call);
    if (lease === undefined || call.phase !== Phase.WRITTEN || lease.connection.clientId === 0) return false;
    if (this.cancelled.has(call)) return true;
    this.cancelled.set(call, reason);
    this.unblock(call, lease, this.settings.runtime.now() + this.settings.stallMs);
    return true;
  }

  /** Ends the connections of all calls that are not settled: these fail with `ERR_CLOSED`. */
  close(): void {
    this.ending.abort();
    for (const [call, lease] of [...this.busy]) {
      call.fail("ERR_CLOSED", addressText(lease.address));
      lease.discard();
    }
  }

  refused(connection: Connection, call: Call, reply: ErrorReply): void {
    const lease = this.busy.get(call);
    const reason = this.cancelled.get(call);
    const wasCancelled = this.cancelled.has(call);
    this.giveBack(call);
    if (wasCancelled && reply.code === "UNBLOCKED") call.reject(reason);
    else if (lease !== undefined) this.borrower.refused(originOf(lease, connection), call, reply);
  }

  pushed(): void {}

  /** Asks the server over another connection whether it holds the reply back, or knows nothing of it. */
  stalled(silent: Connection): void {
    const [, lease] = [...this.busy].find(([, { connection }]) => connection === silent) ?? [];
    if (lease === undefined || this.probing.has(silent)) return;
    this.probing.add(silent);
    const { signal } = this.ending;
    void askAfter(silent, lease.address, 0, this.settings, this.turn, signal, [], undefined).then(
      (probed) => {
        this.probing.delete(silent);
        probed?.connection.destroy("ERR_CONNECT_CLOSED", "The probe is done");
        if (probed?.diagnosis === "dead") {
          silent.destroy("ERR_CONNECT_STALLED", "The server stopped answering on this connection");
        }
      },
    );
  }

  ended(connection: Connection, error: ConnectionError, calls: readonly Call[]): void {
    for (const call of calls) {
      const lease = this.busy.get(call);
      const reason = this.cancelled.get(call);
      const wasCancelled = this.cancelled.has(call);
      this.giveBack(call);
      if (lease === undefined) continue;
      if (wasCancelled) call.reject(reason);
      else if (call.repeatable) {
        call.phase = Phase.WAITING;
        call.obstacle = error;
        this.borrower.returned(originOf(lease, connection), call);
      } else call.fail("ERR_CONNECTION_LOST", addressText(lease.address), error);
    }
  }

  private start(lease: Lease, call: Call): void {
    this.busy.set(call, lease);
    const before = call.release;
    call.release = () => {
      before?.();
      this.giveBack(call);
    };
    lease.connection.owner = this;
    lease.connection.send(call);
  }

  /** Whatever the server says, the reply that was held back tells the outcome; without an answer none is to be had. */
  private unblock(call: Call, lease: Lease, deadline: number): void {
    this.unblocking.add(lease);
    const args = [lease.connection.clientId, "ERROR"];
    const unblock = new Call(CLIENT_UNBLOCK, args, DecodeMode.PLAIN, deadline, false);
    unblock.promise().then(
      (count) => {
        this.unblocking.delete(lease);
        if (this.busy.get(call) !== lease) lease.release();
        // On a way of its own the call may be yet to arrive.
        else if (count === 0) {
          this.settings.runtime.after(AGAIN_MS, () => this.unblockAgain(call, lease, deadline));
        }
      },
      () => {
        this.unblocking.delete(lease);
        if (this.busy.get(call) === lease) call.reject(this.cancelled.get(call));
        else lease.discard();
      },
    );
    this.borrower.sendShared(lease.address, unblock);
  }

  private unblockAgain(call: Call, lease: Lease, deadline: number): void {
    if (this.cancelled.has(call) && this.busy.get(call) === lease) this.unblock(call, lease, deadline);
  }

  /** A connection whose reply is still out is not lent again: the pool ends it, and with it the server's block. */
  private giveBack(call: Call): void {
    this.cancelled.delete(call);
    const lease = this.busy.get(call);
    this.busy.delete(call);
    if (lease !== undefined && !this.unblocking.has(lease)) lease.release();
  }

  private unserved(call: Call, error: DeliveryError): void {
    if (call.phase === Phase.SETTLED) return;
    if (error.code === "ERR_CONNECTION_LOST") this.borrower.unserved(call, error.cause as Error);
    else call.reject(error);
  }
}

function originOf({ address }: Lease, connection: Connection): Origin {
  return {
    address,
    name: addressText(address),
    reconnect: (reason) => connection.destroy("ERR_CONNECT_LOST", reason),
  };
}
