import { setMaxListeners } from "node:events";
import type { ErrorReply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import type { Call } from "../connection/call.ts";
import { CoarseTimer } from "../connection/coarse-timer.ts";
import type { Connection, ConnectionOwner } from "../connection/connection.ts";
import { establish } from "../connection/establish.ts";
import { RingQueue } from "../connection/ring-queue.ts";
import type { Turn } from "../connection/turn.ts";
import { publishPool } from "../diagnostics/publish.ts";
import { ConnectionError, DeliveryError } from "../errors.ts";
import type { Lease } from "../link/lease.ts";
import type { Settings } from "../options.ts";
import type { Cancel } from "../runtime.ts";
import { isFull, mayEnd, type PoolCounts, toOpen } from "./demand.ts";

/** Somebody who wants a connection. Gets exactly one of `give` and `fail`, unless gone by then. */
export interface Waiter {
  /** For messages: what it is for. */
  readonly command: string;
  /** On the runtime's clock. */
  readonly deadline: number;
  /** Nobody wants it any more. */
  readonly gone: boolean;
  give(lease: Lease): void;
  fail(error: Error): void;
}

interface Place {
  readonly waiter: Waiter;
  readonly since: number;
  done: boolean;
}

/** Connections to one server that are lent to one user at a time. */
export class Pool implements ConnectionOwner {
  readonly address: Address;
  readonly name: string;
  private readonly idle: { readonly connection: Connection; readonly keep: Cancel }[] = [];
  private readonly queue = new RingQueue<Place>();
  private waiting = 0;
  private readonly lentOut = new Set<Connection>();
  private opening = 0;
  /** Rotates over the addresses of a host name. */
  private rotation = 0;
  private readonly ending = new AbortController();
  private readonly timer: CoarseTimer;
  private readonly settings: Settings;
  private readonly turn: Turn;

  constructor(address: Address, settings: Settings, turn: Turn) {
    this.address = address;
    this.name = addressText(address);
    this.settings = settings;
    this.turn = turn;
    this.timer = new CoarseTimer(settings.runtime, (now) => this.expire(now));
    setMaxListeners(0, this.ending.signal); // one for each handshake under way
  }

  get counts(): PoolCounts {
    const { opening, waiting } = this;
    return { idle: this.idle.length, leased: this.lentOut.size, opening, waiting };
  }

  /** Lends a connection: at once if one is free, else when one is or can be made. */
  request(waiter: Waiter): void {
    const now = this.settings.runtime.now();
    const connection = this.takeIdle();
    if (connection !== undefined) {
      this.lend(connection, waiter, now);
      return;
    }
    if (this.ending.signal.aborted) {
      waiter.fail(new DeliveryError("ERR_CLOSED", "unsent", waiter.command, this.name));
      return;
    }
    if (isFull(this.counts, this.settings.pool)) this.forgetGone();
    if (isFull(this.counts, this.settings.pool)) {
      waiter.fail(new DeliveryError("ERR_POOL_FULL", "unsent", waiter.command, this.name));
      return;
    }
    this.queue.push({ waiter, since: now, done: false });
    this.waiting++;
    this.tell("wait", 0);
    this.timer.watch(waiter.deadline);
    this.open();
  }

  /** Has all connections made anew: those that are free end now, those that are lent when they come back. */
  renew(): void {
    for (const { connection } of [...this.idle]) {
      connection.destroy("ERR_CONNECT_CLOSED", "The connection is made anew");
    }
    for (const connection of this.lentOut) connection.outdated = true;
  }

  /** Ends what is free, fails who waits with `error`; what is lent ends when it comes back. */
  close(error: Error): void {
    this.ending.abort();
    this.timer.stop();
    this.failAll(error);
    for (const { connection, keep } of this.idle.splice(0)) {
      keep();
      connection.destroy("ERR_CONNECT_CLOSED", "The pool was closed");
    }
  }

  /** The same, and ends what is lent. */
  destroy(error: Error): void {
    this.close(error);
    for (const connection of [...this.lentOut])
      connection.destroy("ERR_CONNECT_CLOSED", "The client was closed");
  }

  /** Calls that wait, or are not answered. */
  get pending(): number {
    return [...this.lentOut].reduce((sum, connection) => sum + connection.pending, this.waiting);
  }

  // What a free connection has to say.

  refused(_connection: Connection, call: Call, reply: ErrorReply): void {
    call.reject(new Error(reply.code));
  }

  pushed(): void {}

  stalled(connection: Connection): void {
    connection.destroy("ERR_CONNECT_STALLED", "The server stopped answering on a free connection");
  }

  ended(connection: Connection): void {
    const at = this.idle.findIndex((entry) => entry.connection === connection);
    if (at === -1) return;
    this.idle.splice(at, 1)[0]?.keep();
    this.tell("discard", 0);
    this.open();
  }

  private takeIdle(): Connection | undefined {
    const entry = this.idle.pop();
    entry?.keep();
    return entry?.connection;
  }

  private lend(connection: Connection, waiter: Waiter, since: number): void {
    const { runtime } = this.settings;
    const lentAt = runtime.now();
    this.lentOut.add(connection);
    connection.lent = true;
    this.tell("acquire", lentAt - since);
    let over = false;
    const end = (clean: boolean): void => {
      if (over) return;
      over = true;
      this.lentOut.delete(connection);
      this.takeBack(connection, clean, runtime.now() - lentAt);
    };
    const lease = { address: this.address, connection, release: () => end(true), discard: () => end(false) };
    waiter.give(lease);
  }

  private takeBack(connection: Connection, clean: boolean, lentMs: number): void {
    connection.lent = false;
    const usable = connection.open && connection.pending === 0 && !connection.outdated;
    if (clean && usable && !this.ending.signal.aborted) {
      this.keep(connection);
      this.tell("release", lentMs);
      this.serve();
    } else {
      connection.owner = this;
      connection.destroy("ERR_CONNECT_CLOSED", "The lease was given up");
      this.tell("discard", lentMs);
      this.open();
    }
  }

  private keep(connection: Connection): void {
    connection.owner = this;
    const { runtime, pool } = this.settings;
    const look = (): Cancel =>
      runtime.after(pool.idleMs, () => {
        if (mayEnd(this.counts, pool))
          connection.destroy("ERR_CONNECT_CLOSED", "The connection was not needed");
        else entry.keep = look();
      });
    const entry = { connection, keep: look() };
    this.idle.push(entry);
  }

  /** Lends what is free to those who wait, first come first served. */
  private serve(): void {
    while (this.idle.length > 0) {
      const place = this.queue.shift();
      if (place === undefined) return;
      if (!this.leaves(place)) continue;
      this.lend(this.takeIdle() as Connection, place.waiter, place.since);
    }
  }

  private forgetGone(): void {
    for (const place of this.queue) if (place.waiter.gone) this.leaves(place);
  }

  /** Takes somebody out of those who wait; `false` if there is nobody any more. */
  private leaves(place: Place): boolean {
    if (place.done) return false;
    place.done = true;
    this.waiting--;
    return !place.waiter.gone;
  }

  private open(): void {
    if (this.ending.signal.aborted) return;
    for (let count = toOpen(this.counts, this.settings.pool); count > 0; count--) {
      this.opening++;
      establish(this.address, this.rotation++, this.settings, this.turn, this.ending.signal).then(
        ({ connection }) => {
          this.opening--;
          if (this.ending.signal.aborted) {
            connection.destroy("ERR_CONNECT_CLOSED", "The pool was closed");
            return;
          }
          if (!connection.open) {
            const message = "The connection was lost as soon as it was made";
            this.failAll(new ConnectionError("ERR_CONNECT_CLOSED", message, this.name));
            return;
          }
          this.keep(connection);
          this.serve();
          this.open();
        },
        (error: Error) => {
          this.opening--;
          // Whoever waits may have somewhere else to go by now.
          this.failAll(error);
        },
      );
    }
  }

  private failAll(error: Error): void {
    for (let place = this.queue.shift(); place !== undefined; place = this.queue.shift()) {
      if (!this.leaves(place)) continue;
      const { command } = place.waiter;
      const lost = error instanceof ConnectionError;
      place.waiter.fail(
        lost ? new DeliveryError("ERR_CONNECTION_LOST", "unsent", command, this.name, error) : error,
      );
    }
  }

  private expire(now: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const place of this.queue) {
      if (place.done) continue;
      const { waiter, since } = place;
      if (waiter.deadline > now) next = Math.min(next, waiter.deadline);
      else if (this.leaves(place)) {
        this.tell("timeout", now - since);
        const cause = new Error(
          `the pool's connections, ${this.settings.pool.max} at most, were all lent or being made`,
        );
        waiter.fail(new DeliveryError("ERR_TIMEOUT", "unsent", waiter.command, this.name, cause));
      }
    }
    return next;
  }

  private tell(kind: Parameters<typeof publishPool>[0], durationMs: number): void {
    publishPool(kind, this.name, durationMs, this.counts);
  }
}
