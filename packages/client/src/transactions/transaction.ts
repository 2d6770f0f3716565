import type { Arg, ErrorReply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { CallOptions } from "../call-options.ts";
import { Caller, merged } from "../calls/caller.ts";
import { type Command, type CommandSpec, Flag } from "../commands/command.ts";
import type { Commands } from "../commands/commands.generated.ts";
import { installCommands } from "../commands/install.ts";
import { specNamed } from "../commands/lookup.ts";
import type { Many, Replies } from "../commands/types.ts";
import { conceal } from "../conceal.ts";
import { Bundle } from "../connection/bundle.ts";
import type { Call } from "../connection/call.ts";
import { Phase } from "../connection/call.ts";
import type { Connection, ConnectionOwner } from "../connection/connection.ts";
import { refusalOf } from "../connection/refusal.ts";
import type { Turn } from "../connection/turn.ts";
import { traceBatch } from "../diagnostics/command-trace.ts";
import { DeliveryError, UsageError } from "../errors.ts";
import { failWithoutLease, type Lease, type Leases } from "../link/lease.ts";
import type { Settings } from "../options.ts";
import { supplyScript } from "../scripts/supply-script.ts";
import { TransactionError } from "../session-errors.ts";
import { effectOf } from "../sessions/effects.ts";
import { checkBundle, repliesOf, sameSlot } from "./atomic.ts";

/** What a transaction needs of its client. */
export interface Ground {
  readonly leases: Leases;
  readonly hasSlots: boolean;
  readonly closed: boolean;
  addressOf(slot: number): Address | undefined;
  suspect(): void;
  /** Whether a refusal passes by itself, so that the server has not run anything. */
  isPassing(reply: ErrorReply, slot: number, from: Address): boolean;
}

/**
 * One attempt of a transaction: the commands, on a connection of its own, that of the first key's primary.
 * Reads belong between `watch` and `exec`; what is to be written is given to `exec`.
 */
export interface Transaction extends TransactionCore, Commands<"promise"> {}

/** It did not come off, and may be tried again: nothing of it was written. */
export class TryAgain extends TransactionError {
  constructor(message: string, cause?: unknown) {
    super("ERR_TRANSACTION_CONFLICT", message, new Map(), cause);
  }
}

const WATCH = "WATCH";

/** What a transaction is beside its commands. */
export class TransactionCore implements ConnectionOwner {
  private readonly caller: Caller;
  private readonly ground: Ground;
  private readonly signal: AbortSignal | undefined;
  private readonly deadline: number;
  private slot = -1;
  private lease: Promise<Lease> | undefined = undefined;
  private held: Lease | undefined = undefined;
  /** WATCH was sent, and not ended by EXEC. */
  private watching = false;
  /** An EXEC was sent, so that something may have been written. */
  private written = false;
  /** An EXEC has come off: whatever happens from here on, nothing begins anew. */
  private executed = false;
  private over = false;

  /** @internal */
  constructor(
    ground: Ground,
    settings: Settings,
    turn: Turn,
    deadline: number,
    signal: AbortSignal | undefined,
  ) {
    this.ground = ground;
    this.signal = signal;
    this.deadline = deadline;
    const timeoutMs = Math.max(1, deadline - settings.runtime.now());
    this.caller = new Caller({ dispatch: (call) => this.dispatch(call) }, { ...settings, timeoutMs }, turn);
    if (!("get" in this)) {
      installCommands(TransactionCore.prototype, "execute", (error) => Promise.reject(error as Error));
      conceal(TransactionCore.prototype, "Transaction");
    }
  }

  /** What every typed method does. @internal */
  execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown> {
    try {
      checkTraceless({ spec, args });
      if (this.ground.hasSlots) this.slot = sameSlot({ spec, args }, this.slot);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const { signal } = this;
    return this.caller.execute(spec, args, signal === undefined ? options : { signal, ...options });
  }

  /** Sends a command value. */
  send<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    return this.execute(command.spec, command.args, merged(command, options)) as Promise<T>;
  }

  /** Makes {@link exec} fail, and the transaction begin anew, if one of these keys is changed meanwhile. */
  async watch(keys: Many<Arg>): Promise<void> {
    this.watching = true;
    await this.execute(specNamed(WATCH), Array.isArray(keys) ? keys : [keys as Arg], undefined);
  }

  /**
   * Runs commands as one transaction, if no watched key has changed; otherwise all begins anew.
   * Errors are those of `client.atomic`.
   */
  async exec<const C extends readonly Command[]>(list: C): Promise<Replies<C>> {
    const slot = checkBundle(list, this.ground.hasSlots, true);
    if (slot !== -1) {
      if (this.slot !== -1 && this.slot !== slot) {
        throw new UsageError(
          "ERR_USAGE_CROSSSLOT",
          "What is to be written must be of the slot that was watched",
        );
      }
      this.slot = slot;
    }
    const bundle = new Bundle(list);
    const call = this.caller.prepare(bundle.spec, [], { reply: bundle.reply });
    call.bundle = bundle;
    const promise = call.promise();
    this.caller.dispatch(call, this.signal, traceBatch(list.length));
    const replies = (await promise) as readonly unknown[] | null;
    this.watching = false;
    if (replies === null) throw this.conflict("A watched key was changed by somebody else");
    this.executed = true;
    return repliesOf(replies) as Replies<C>;
  }

  /** Whether something may have been written. @internal */
  get mayHaveWritten(): boolean {
    return this.written;
  }

  /** Gives the connection back, clean; whatever is still under way on it ends with it. @internal */
  async end(): Promise<void> {
    const { connection } = (await this.lease?.catch(() => undefined)) ?? {};
    const quiet = connection?.open === true && connection.pending === 0;
    if (quiet && this.watching) {
      await this.caller.execute(specNamed("UNWATCH"), [], { timeoutMs: UNWATCH_MS }).catch(() => undefined);
    }
    this.over = true;
    if (quiet && connection.pending === 0) this.held?.release();
    else this.held?.discard();
  }

  refused(connection: Connection, call: Call, answer: ErrorReply): void {
    const reply = call.bundle?.reason(answer) ?? answer;
    if (supplyScript(call, reply)) {
      call.phase = Phase.WAITING;
      this.dispatch(call);
      return;
    }
    const error = refusalOf(call, reply, connection.address);
    const from = this.held?.address;
    if (from !== undefined && this.ground.isPassing(reply, this.slot, from)) {
      this.ground.suspect();
      call.reject(this.conflict("The server did not take it now", error));
    } else call.reject(error);
  }

  pushed(): void {}

  stalled(connection: Connection): void {
    connection.destroy("ERR_CONNECT_STALLED", "The server stopped answering");
  }

  ended(_connection: Connection, error: Error, calls: readonly Call[]): void {
    this.ground.suspect();
    for (const call of calls) {
      if (this.ground.closed) {
        call.fail("ERR_CLOSED", this.held?.connection.address, error);
        continue;
      }
      const harmless = call.phase === Phase.WAITING || call.spec.name === WATCH;
      if (harmless || (call.spec.flags & Flag.READONLY) !== 0) {
        call.reject(this.conflict("The connection was lost before anything was written", error));
      } else call.fail("ERR_CONNECTION_LOST", this.held?.connection.address, error);
    }
  }

  /** Why it did not come off: to be tried again, unless something of it has been done. */
  private conflict(message: string, cause?: unknown): Error {
    if (!this.executed) return new TryAgain(message, cause);
    return new TransactionError(
      "ERR_TRANSACTION_CONFLICT",
      `${message}, after an exec that did run`,
      new Map(),
      cause,
      "unknown",
    );
  }

  private dispatch(call: Call): void {
    if (this.over) {
      call.reject(new UsageError("ERR_USAGE_ARGUMENT", "This transaction is over"));
      return;
    }
    this.lease ??= this.acquire();
    // In their order: the first call asked for the connection.
    this.lease.then(
      ({ connection }) => {
        if (call.phase === Phase.SETTLED) return;
        if (this.over || !connection.open) {
          call.reject(this.conflict("The connection was lost before anything was written"));
          return;
        }
        this.written ||= call.bundle !== undefined;
        connection.send(call);
      },
      (error: unknown) => failWithoutLease(call, error),
    );
  }

  private async acquire(): Promise<Lease> {
    if (this.ground.closed) throw new DeliveryError("ERR_CLOSED", "unsent", "The transaction", undefined);
    const address = this.ground.addressOf(this.slot);
    if (address === undefined) {
      this.ground.suspect();
      throw new TryAgain("No known node serves the keys");
    }
    try {
      this.held = await this.ground.leases.take(address, this.deadline, this.signal);
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_CONNECTION_LOST") throw error;
      this.ground.suspect();
      throw new TryAgain("No connection could be made", error);
    }
    this.held.connection.owner = this;
    return this.held;
  }
}

const UNWATCH_MS = 1_000;

/** @throws {UsageError} for what the server would remember for the next user of the connection. */
function checkTraceless(command: Pick<Command, "spec" | "args">): void {
  const { kind } = effectOf(command, false);
  const allowed = command.spec.name === WATCH || command.spec.name === "UNWATCH";
  if (allowed || kind === "forward" || kind === "borrow") return;
  throw new UsageError(
    "ERR_USAGE_ARGUMENT",
    `${command.spec.name} is not for a transaction: what is to be written is given to exec`,
  );
}
