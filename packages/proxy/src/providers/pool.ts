import type { ProviderConfig } from "../config/provider-config.ts";
import type { ProviderTraits } from "../nntp/handshake.ts";
import { askAlive } from "./alive.ts";
import { Opening } from "./opening.ts";
import {
  isPinWanted,
  lookEvery,
  mayPin,
  type PoolCounts,
  type PoolLimits,
  toOpen,
  upkeep,
} from "./pool-state.ts";
import { type ConnectionOwner, ProviderConnection } from "./provider-connection.ts";
import type { Settings } from "./settings.ts";
import { type Trouble, trouble } from "./trouble.ts";
import { type Waiter, Waiting } from "./waiting.ts";

/** Milliseconds for which no more connections are opened than the server has just allowed. */
const LOWERED_MS = 30_000;

const NOT_LOWERED = { limit: Number.POSITIVE_INFINITY, until: 0 };

/** Who is told how the provider does. */
export interface PoolWatcher {
  opened(traits: ProviderTraits): void;
  /** A connection could not be set up, and not because others are open. */
  failed(why: Trouble): void;
  /** A connection has ended that had carried so many bytes. */
  closed(receivedBytes: number, sentBytes: number): void;
  /** Whether connections may be opened for nobody in particular. */
  readonly isWell: boolean;
}

/** The connections to one provider, each lent to one user at a time. */
export class Pool implements ConnectionOwner {
  private readonly config: ProviderConfig;
  private readonly settings: Settings;
  private readonly watcher: PoolWatcher;
  /** The one that was used last is at the end, and is the first to be used again. */
  private idle: ProviderConnection[] = [];
  private readonly lent = new Set<ProviderConnection>();
  private readonly openings = new Set<Opening>();
  /** Those that are asked whether they are alive. */
  private readonly checked = new Set<ProviderConnection>();
  private readonly waiting = new Waiting();
  private pinned = 0;
  private lowered = NOT_LOWERED;
  private readonly timer: NodeJS.Timeout;
  /** Connections that are kept open. */
  private minimum: number;
  private onEmpty: (() => void) | undefined = undefined;
  private isClosed = false;

  /** Opens `warmConnections`, or one, to learn what the provider can. */
  constructor(config: ProviderConfig, settings: Settings, watcher: PoolWatcher) {
    this.config = config;
    this.settings = settings;
    this.watcher = watcher;
    this.minimum = Math.max(1, config.warmConnections);
    this.timer = setInterval(() => this.look(), lookEvery(config));
    this.timer.unref();
    this.fill();
    this.minimum = config.warmConnections;
  }

  get counts(): PoolCounts {
    const { idle, openings, lent, checked, pinned, waiting } = this;
    return {
      idle: idle.length,
      opening: openings.size,
      total: idle.length + openings.size + lent.size + checked.size,
      pinned,
      ...waiting.counts,
    };
  }

  get limits(): PoolLimits {
    const { maxConnections, maxPinned } = this.config;
    const { limit, until } = this.lowered;
    return { maxPinned, limit: performance.now() < until ? Math.min(limit, maxConnections) : maxConnections };
  }

  /** All connections that are set up. */
  *open(): Iterable<ProviderConnection> {
    yield* this.idle;
    yield* this.lent;
    yield* this.checked;
  }

  /** Lends a connection: at once if there is one, else when one is free or opened, within `timeoutMs`. */
  take(waiter: Waiter, timeoutMs: number): void {
    if (this.isClosed) {
      waiter.fail(ENDED);
      return;
    }
    this.waiting.add(waiter, timeoutMs);
    this.serve();
    this.wantPinned();
  }

  /** Whether somebody waits who gets nothing unless a session gives its connection back. */
  get isPinWanted(): boolean {
    return isPinWanted(this.counts, this.limits);
  }

  /** Somebody who waits wants no connection any more. */
  leave(waiter: Waiter): void {
    this.waiting.remove(waiter);
  }

  /** Takes a lent connection back. `discard`: it is ended. */
  giveBack(connection: ProviderConnection, how: "clean" | "discard"): void {
    if (!this.lent.delete(connection)) return;
    if (connection.isPinned) this.pinned--;
    connection.isPinned = false;
    connection.usedAt = performance.now();
    connection.resume();
    if (how === "clean" && connection.isFree && !this.isClosed) this.keep(connection);
    else this.drop(connection);
    this.serve();
  }

  /** Ends those that nobody uses: one of them turned out to be dead. */
  dropIdle(): void {
    for (const connection of this.idle.splice(0)) this.drop(connection);
  }

  /** A connection that nobody uses has ended, or said something. */
  ended(connection: ProviderConnection): void {
    const at = this.idle.indexOf(connection);
    if (at === -1) return;
    this.idle.splice(at, 1);
    this.drop(connection);
  }

  /** Takes nobody any more; resolves when all connections have ended, those in use after `timeoutMs` at the latest. */
  async close(timeoutMs: number): Promise<void> {
    this.isClosed = true;
    clearInterval(this.timer);
    this.waiting.failAll(ENDED);
    for (const opening of this.openings) opening.cancel();
    this.openings.clear();
    this.dropIdle();
    for (const connection of this.checked) connection.destroy();
    this.checked.clear();
    if (this.lent.size === 0) return;
    const late = setTimeout(() => {
      // Who has them is told, and gives them back.
      for (const connection of this.lent) connection.abort(ENDED);
    }, timeoutMs);
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
    });
    clearTimeout(late);
  }

  /** Asks sessions for what they have, as long as somebody waits who gets nothing else. */
  private wantPinned(): void {
    for (const { isPinned, owner } of [...this.lent]) {
      if (!this.isPinWanted) break;
      if (isPinned) owner.wanted?.();
    }
  }

  private keep(connection: ProviderConnection): void {
    connection.owner = this;
    this.idle.push(connection);
  }

  private drop(connection: ProviderConnection): void {
    connection.close();
    this.watcher.closed(connection.receivedBytes, connection.sentBytes);
    if (this.lent.size === 0) this.onEmpty?.();
  }

  /** Gives what is free to who waits, and opens more for the others. */
  private serve(): void {
    while (this.idle.length > 0) {
      const waiter = this.waiting.next(mayPin(this.counts, this.limits));
      if (waiter === undefined) break;
      this.lend(this.idle.pop()!, waiter);
    }
    this.fill();
  }

  private lend(connection: ProviderConnection, waiter: Waiter): void {
    this.waiting.remove(waiter);
    this.lent.add(connection);
    connection.isPinned = waiter.pins;
    if (waiter.pins) this.pinned++;
    waiter.give(connection);
  }

  private fill(): void {
    if (this.isClosed) return;
    const minimum = this.watcher.isWell ? this.minimum : 0;
    for (let count = toOpen(this.counts, this.limits, minimum); count > 0; count--) this.openOne();
  }

  private openOne(): void {
    const opening = new Opening(this.settings, {
      opened: (wire, traits) => {
        this.openings.delete(opening);
        this.watcher.opened(traits);
        this.keep(new ProviderConnection(wire, traits, this.settings.replyTimeoutMs));
        this.serve();
      },
      failed: (why) => {
        this.openings.delete(opening);
        this.refused(why);
      },
    });
    this.openings.add(opening);
  }

  /** Refusals are taken for a limit as long as others are open: the last one that is refused is no matter of how many. */
  private refused(why: Trouble): void {
    const { total } = this.counts;
    if ((why.kind === "busy" || why.kind === "unavailable") && total > 0) {
      this.lowered = { limit: total, until: performance.now() + LOWERED_MS };
      this.wantPinned();
      return;
    }
    this.watcher.failed(why);
    // Who waits may get one of those that there are. If there is none, another provider has to help.
    if (total > 0) return;
    this.lowered = NOT_LOWERED;
    this.waiting.failAll(why);
  }

  /** Ends what is too old, or too many; asks after what was silent for long. */
  private look(): void {
    const now = performance.now();
    let spare = this.counts.total - this.minimum;
    for (const connection of [...this.idle]) {
      const { since, usedAt, heardAt } = connection;
      const times = { age: now - since, unused: now - usedAt, silent: now - heardAt };
      const what = upkeep(times, this.config, spare > 0);
      if (what === "keep") continue;
      this.idle.splice(this.idle.indexOf(connection), 1);
      if (what === "close") {
        spare--;
        this.drop(connection);
      } else {
        this.check(connection);
      }
    }
    this.fill();
  }

  private check(connection: ProviderConnection): void {
    this.checked.add(connection);
    askAlive(connection, (isAlive) => {
      if (!this.checked.delete(connection)) return;
      if (isAlive && connection.isFree) this.keep(connection);
      else this.drop(connection);
      this.serve();
    });
  }
}

const ENDED = trouble("ended", "The proxy closes its connections.");
