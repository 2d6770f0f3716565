import type { Arg } from "fairlead-resp";
import type { CallOptions } from "./call-options.ts";
import { Caller, merged } from "./calls/caller.ts";
import type { Command, CommandSpec, Key } from "./commands/command.ts";
import type { Commands } from "./commands/commands.generated.ts";
import { installCommands } from "./commands/install.ts";
import { parseCommand } from "./commands/lookup.ts";
import type { Form, Many, Outcomes, PipelineOptions, Replies, Text } from "./commands/types.ts";
import { conceal } from "./conceal.ts";
import type { Turn } from "./connection/turn.ts";
import { Contents } from "./contents.ts";
import { DeliveryError, UsageError } from "./errors.ts";
import { type ClientEvents, Events } from "./events/client-events.ts";
import type { ClientState } from "./events/client-state.ts";
import type { Dispatcher } from "./link/dispatcher.ts";
import type { ClientStats } from "./link/load.ts";
import type { Settings } from "./options.ts";
import { PubSub } from "./pubsub/pubsub.ts";
import { refuseRaw, type SubscribeOptions } from "./pubsub/subscribe-options.ts";
import type { Subscription } from "./pubsub/subscription.ts";
import type { Cancel } from "./runtime.ts";
import { type Session, SessionCore } from "./sessions/session.ts";
import type { SessionOptions } from "./sessions/session-options.ts";
import type { Topology } from "./topology.ts";
import type { Invalidation } from "./tracking/invalidation.ts";
import { type Send, Tracking, type TrackingOptions } from "./tracking/tracking.ts";
import { type AtomicOptions, runAtomic } from "./transactions/atomic.ts";
import { runTransaction, type TransactionOptions } from "./transactions/attempts.ts";
import type { Transaction } from "./transactions/transaction.ts";

/**
 * A client of one server or of a whole cluster, with the same commands either way. Made by {@link connect}.
 *
 * Every command may fail with
 * - {@link ReplyError}: the server refused it; `code` is the server's own;
 * - {@link DeliveryError}: no reply came; `delivery` says whether it may have run;
 * - {@link PartialError}: it went to several nodes and some failed;
 * - {@link UsageError}: it was wrong, and not sent.
 */
export interface Client extends ClientCore, Commands<"promise"> {}

/** What a client is beside its commands, whose methods are made from the command table. */
export class ClientCore extends Contents {
  private readonly dispatcher: Dispatcher;
  protected readonly settings: Settings;
  private readonly turn: Turn;
  private readonly events: Events;
  private readonly caller: Caller;
  private pubsub: PubSub | undefined = undefined;
  private readonly trackings = new Set<Tracking>();
  private closing: Promise<void> | undefined = undefined;

  /** @internal */
  constructor(dispatcher: Dispatcher, settings: Settings, turn: Turn, events: Events) {
    super();
    this.dispatcher = dispatcher;
    this.settings = settings;
    this.turn = turn;
    this.events = events;
    this.caller = new Caller(dispatcher, settings, turn);
    if (!("get" in this)) {
      installCommands(ClientCore.prototype, "execute", (error) => Promise.reject(error as Error));
      conceal(ClientCore.prototype, "Client");
    }
  }

  /** What every typed method does. @internal */
  execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown> {
    return this.caller.execute(spec, args, options);
  }

  /** Sends a command value, such as `commands.get("k")` makes. */
  send<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    return this.execute(command.spec, command.args, merged(command, options)) as Promise<T>;
  }

  /**
   * Sends any command, known to this library or not: `client.command(["OBJECT", "FREQ", "k"])`. The reply has the
   * shape of the typed method if there is one, else the shape the server gave it.
   */
  command<T = unknown>(words: readonly [string, ...Arg[]], options?: CallOptions): Promise<T> {
    try {
      const command = parseCommand(words) as Command<T>;
      refuseRaw(command.spec.name);
      return this.send(command, options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /**
   * Sends commands together, over any slots, each judged alone for redirects and retries. Not atomic.
   *
   * Returns the replies in order, typed each as its command's.
   * @throws {PartialError} when any failed, with every command's outcome; `partial: true` gives the outcomes instead.
   */
  pipeline<const C extends readonly Command[], P extends boolean = false>(
    list: C,
    options?: PipelineOptions & { readonly partial?: P },
  ): Promise<P extends true ? Outcomes<C> : Replies<C>> {
    type Result = P extends true ? Outcomes<C> : Replies<C>;
    if (list.length === 0) return Promise.resolve([] as unknown as Result);
    return this.caller.executeAll(list, options) as Promise<Result>;
  }

  /**
   * Runs commands as one transaction (`MULTI ... EXEC`), in one piece on the shared connection: no other command comes
   * between, and either all run or none does (but for a user who may not use `MULTI`: it is told so, and they may have run
   * each by itself). A command that fails when it runs does not undo the others.
   *
   * Returns the replies in order, typed each as its command's.
   * @throws {UsageError} before anything is sent: `ERR_USAGE_CROSSSLOT` where its keys belong to several slots,
   *   `ERR_USAGE_ARGUMENT` for a command that no transaction takes, `ERR_USAGE_ROUTE` for one with a route of its own.
   * @throws {TransactionError} `EXECABORT`: commands were refused, so none ran.
   * @throws {PartialError} commands failed when they ran; the others did run.
   */
  async atomic<const C extends readonly Command[]>(list: C, options?: AtomicOptions): Promise<Replies<C>> {
    if (list.length === 0) return [] as unknown as Replies<C>;
    return (await runAtomic(this.caller, list, options, this.dispatcher.hasSlots)) as Replies<C>;
  }

  /**
   * Runs `body` with a connection of its own: it watches keys, reads them, and gives what is to be written to `tx.exec`,
   * which runs it as one transaction if none of the keys has changed. Otherwise, or if the keys' node has changed, all of
   * `body` is run again: what it does must be safe to do again. Whatever it does, the connection comes back clean.
   *
   * ```ts
   * const left = await client.transaction(async (tx) => {
   *   await tx.watch("stock");
   *   const stock = Number(await tx.get("stock"));
   *   if (stock === 0) return 0;
   *   await tx.exec([commands.decr("stock"), commands.rpush("{stock}:sold", "one")]);
   *   return stock - 1;
   * });
   * ```
   *
   * Returns what `body` returns.
   * @throws {TransactionError} `ERR_TRANSACTION_CONFLICT` after `attempts`, or when `timeoutMs` have passed.
   * @throws {DeliveryError} `unknown` when the connection is lost after `exec` was written: it is not run again.
   */
  transaction<T>(body: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.closing !== undefined) {
      return Promise.reject(new DeliveryError("ERR_CLOSED", "unsent", "The transaction", undefined));
    }
    return runTransaction(body, options, this.dispatcher, this.settings, this.turn);
  }

  /**
   * What one user sees as a connection: `WATCH`, `MULTI` and `SELECT` mean there what they mean on one.
   *
   * ```ts
   * await using session = client.session();
   * await session.watch("k");
   * const value = await session.get("k");
   * await session.multi();
   * session.set("k", `${value}!`);
   * const replies = await session.exec(); // null if somebody else changed "k"
   * ```
   * @throws {DeliveryError} `ERR_CLOSED` after `close()`.
   */
  session(options: SessionOptions = {}): Session {
    if (this.closing !== undefined) throw new DeliveryError("ERR_CLOSED", "unsent", "The session", undefined);
    return new SessionCore(this.dispatcher, this.settings, this.turn, options) as Session;
  }

  /**
   * Listens to channels: `for await (const item of client.subscribe("news"))`. An item is a {@link Message}, or a
   * {@link Gap} where messages may be missing: after a lost connection, or because the reader is too slow.
   * @throws {UsageError} `ERR_USAGE_ARGUMENT` without a channel, `ERR_USAGE_OPTION` for an option that can't be.
   * @throws {DeliveryError} `ERR_CLOSED` after `close()`.
   */
  subscribe<R extends Form = "text">(
    channels: Many<Key>,
    options?: SubscribeOptions<R>,
  ): Subscription<Text<R>> {
    return this.subscriptions.listen("channel", channels, options);
  }

  /**
   * Listens to all channels that match patterns, such as `news.*`; a message that matches several comes once for each. As
   * {@link ClientCore.subscribe} otherwise. https://valkey.io/commands/psubscribe/
   */
  psubscribe<R extends Form = "text">(
    patterns: Many<Key>,
    options?: SubscribeOptions<R>,
  ): Subscription<Text<R>> {
    return this.subscriptions.listen("pattern", patterns, options);
  }

  /**
   * Listens to sharded channels (`SPUBLISH`), each at the node that owns its slot, wherever that goes; channels may be of
   * any slots. As {@link ClientCore.subscribe} otherwise. Redis 7, Valkey. https://valkey.io/commands/ssubscribe/
   */
  ssubscribe<R extends Form = "text">(
    channels: Many<Key>,
    options?: SubscribeOptions<R>,
  ): Subscription<Text<R>> {
    return this.subscriptions.listen("shard", channels, options);
  }

  /**
   * Tells `listener` what changed in the servers, so that copies can be kept close by: of keys that are read through
   * what it returns, or of all keys with some beginnings. A lost connection invalidates everything it covered.
   * The listener is called at once, in the order of the servers' words; what it throws is an unhandled error.
   * @throws {UsageError} `ERR_USAGE_OPTION` with RESP2, or for options that can't be.
   * @throws {DeliveryError} `ERR_CLOSED` after `close()`.
   */
  track(listener: (invalidation: Invalidation) => void, options: TrackingOptions = {}): Tracking {
    if (this.closing !== undefined)
      throw new DeliveryError("ERR_CLOSED", "unsent", "CLIENT TRACKING", undefined);
    if (this.settings.protocol === 2) throw new UsageError("ERR_USAGE_OPTION", "Tracking needs RESP3");
    const open = (dispatcher: Dispatcher): Send => {
      const client = new ClientCore(dispatcher, this.settings, this.turn, new Events());
      return (command, callOptions) => client.send(command, callOptions);
    };
    const ended = (tracking: Tracking): void => void this.trackings.delete(tracking);
    const tracking = new Tracking(this.dispatcher, options, listener, open, ended);
    this.trackings.add(tracking);
    return tracking;
  }

  /** How the client stands at this moment. Changes are told by `on("state", ...)`. */
  get state(): ClientState {
    return this.events.state;
  }

  /**
   * Has `listener` called after each change of `"state"` or `"topology"`; returns what takes it back. Nobody needs to
   * listen. Listeners run after the client's own work is done; an error that one throws is the program's uncaught
   * exception, and does not harm the client.
   * @throws {UsageError} `ERR_USAGE_ARGUMENT` for an event there is not.
   */
  on<E extends keyof ClientEvents>(event: E, listener: (value: ClientEvents[E]) => void): Cancel {
    return this.events.on(event, listener);
  }

  /** What the client carries at this moment. Costs a look at each connection. */
  stats(): ClientStats {
    const { connections, queued } = this.dispatcher.load();
    return { connections, queued, inFlight: this.turn.inFlight, reconnects: this.events.reconnects };
  }

  /**
   * Makes every connection anew, with what credentials, certificates and host names are now, and loses no command: new ones
   * wait until the old connection's are answered. Subscriptions, and connections that somebody has to itself, are left
   * until they end.
   * @throws {ConnectionError} at the end, the first that could not be made. The old one stays in use.
   */
  async renewConnections(): Promise<void> {
    await Promise.all([this.dispatcher, ...this.trackings].map((each) => each.renew()));
  }

  /** The nodes as known at this moment. A single server is one shard with all slots. */
  get topology(): Topology {
    return this.dispatcher.topology;
  }

  /**
   * Ends the client: takes no more calls, waits for those under way (at most `timeoutMs`), then ends every
   * connection. Afterwards nothing of it keeps the process alive. Closing again gives the same promise.
   */
  close(): Promise<void> {
    this.caller.closed = true;
    this.pubsub?.close();
    this.closing ??= Promise.all([this.dispatcher, ...this.trackings].map((each) => each.close()))
      .then(() => undefined)
      .finally(() => this.events.closed());
    return this.closing;
  }

  /** Ends the client at once; what is under way fails with `ERR_CLOSED`. */
  destroy(): void {
    this.caller.closed = true;
    this.pubsub?.close();
    for (const tracking of this.trackings) tracking.destroy();
    this.closing ??= Promise.resolve();
    this.dispatcher.destroy();
    this.events.closed();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Something does not fit the topology. */
  protected suspect(): void {
    this.dispatcher.suspect();
  }

  private get subscriptions(): PubSub {
    if (this.closing !== undefined) throw new DeliveryError("ERR_CLOSED", "unsent", "SUBSCRIBE", undefined);
    this.pubsub ??= new PubSub(this.dispatcher, this.settings, this.turn);
    return this.pubsub;
  }
}
