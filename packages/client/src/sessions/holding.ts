import type { ErrorReply } from "fairlead-resp";
import type { Address } from "../address.ts";
import { type Call, Phase } from "../connection/call.ts";
import type { Connection, ConnectionOwner } from "../connection/connection.ts";
import { ConnectionError } from "../errors.ts";
import { failWithoutLease, type Lease, type Leases } from "../link/lease.ts";

/** What a session is told of its own connection. */
interface Keeper {
  refused(call: Call, reply: ErrorReply, address: string): void;
  /** It is gone, or could not be had. */
  lost(): void;
}

/** The connection that a session has to itself, while it has one. */
export class Holding implements ConnectionOwner {
  private lease: Promise<Lease> | undefined = undefined;
  private held: Lease | undefined = undefined;
  private readonly leases: Leases;
  private readonly keeper: Keeper;

  constructor(leases: Leases, keeper: Keeper) {
    this.leases = leases;
    this.keeper = keeper;
  }

  /** Begins to take one. What is sent meanwhile waits for it. */
  acquire(address: Address | undefined, deadline: number): void {
    const taking =
      address === undefined
        ? Promise.reject(
            new ConnectionError("ERR_CONNECT_TOPOLOGY", "No known node serves the session's keys", ""),
          )
        : this.leases.take(address, deadline, undefined);
    this.lease = taking;
    taking.then(
      (lease) => {
        if (this.lease !== taking) {
          lease.discard();
          return;
        }
        this.held = lease;
        lease.connection.owner = this;
      },
      () => {
        if (this.lease !== taking) return;
        this.lease = undefined;
        this.keeper.lost();
      },
    );
  }

  send(call: Call): void {
    if (this.lease === undefined) {
      call.fail("ERR_CONNECTION_LOST", "");
      return;
    }
    this.lease.then(
      ({ connection }) => {
        if (call.phase === Phase.SETTLED) return;
        if (connection.open) connection.send(call);
        else call.fail("ERR_CONNECTION_LOST", connection.address);
      },
      (error: unknown) => failWithoutLease(call, error),
    );
  }

  /** Gives it back: it is clean. */
  release(): void {
    this.held?.release();
    this.held = this.lease = undefined;
  }

  /** Ends it; what is under way on it fails. */
  discard(): void {
    const { held } = this;
    this.held = this.lease = undefined;
    if (held === undefined) return;
    held.connection.destroy("ERR_CONNECT_CLOSED", "The session gave its connection up");
    held.discard();
  }

  /** Discards it, and tells that it is gone, with what the server remembered on it. */
  giveUp(): void {
    const { lease } = this;
    if (lease === undefined) return;
    this.held = this.lease = undefined;
    this.keeper.lost();
    lease.then(
      (each) => each.discard(),
      () => undefined,
    );
  }

  refused(connection: Connection, call: Call, reply: ErrorReply): void {
    this.keeper.refused(call, reply, connection.address);
  }

  pushed(): void {}

  stalled(connection: Connection): void {
    connection.destroy("ERR_CONNECT_STALLED", "The server stopped answering");
  }

  ended(connection: Connection, error: ConnectionError, calls: readonly Call[]): void {
    const lease = this.held?.connection === connection ? this.held : undefined;
    if (lease !== undefined) {
      this.held = this.lease = undefined;
      this.keeper.lost();
      lease.discard();
    }
    const closed = lease !== undefined && error.code === "ERR_CONNECT_CLOSED";
    const code = closed ? "ERR_CLOSED" : "ERR_CONNECTION_LOST";
    for (const call of calls) call.fail(code, connection.address, error);
  }
}
