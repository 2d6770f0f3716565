import { DeliveryError, ReplyError } from "fairlead";
import { Call } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import type { Sending } from "fairlead-session";
import type { SessionLoop } from "../session/session-loop.ts";
import type { Context } from "./context.ts";
import { errorBytes, textOf } from "./error-text.ts";
import type { Exchange } from "./exchange.ts";
import { OwnConnection } from "./own-connection.ts";
import type { Plan, Situation } from "./plan.ts";
import type { Row } from "./row.ts";
import { Services } from "./services.ts";
import type { Peer, Shared } from "./shared.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { tracked } from "./tracking.ts";
import { Transactions } from "./transactions.ts";
import { nullArray, OK, QUEUED, RESET } from "./wire.ts";

const NO_ARGS: readonly never[] = [];
const DISCARD: Buffer = Buffer.from("*1\r\n$7\r\nDISCARD\r\n");
const UNWATCH: Buffer = Buffer.from("*1\r\n$7\r\nUNWATCH\r\n");
const ABORTED = "EXECABORT Transaction discarded because of previous errors.";
const LOST = "EXECABORT Transaction discarded because of: the connection that it was on is lost";
/** No command's slot: on a connection that serves no slot in particular there are no keys. */
const NO_SLOT = -2;

/** Why a blocking command ends before its time. */
class Unblocked extends Error {
  readonly withError: boolean;

  constructor(withError: boolean) {
    super("UNBLOCKED client unblocked via CLIENT UNBLOCK");
    this.withError = withError;
  }
}

/** Does what is planned for the requests of one session. */
export class Deeds {
  private readonly loop: SessionLoop<Exchange>;
  private readonly context: Context;
  private readonly shared: Shared;
  private readonly services: Services;
  private readonly transactions: Transactions;
  private readonly own: OwnConnection;
  private blocked: Call | undefined = undefined;

  constructor(loop: SessionLoop<Exchange>, context: Context, shared: Shared, self: Peer) {
    this.loop = loop;
    this.context = context;
    this.shared = shared;
    this.services = new Services(loop, context, shared, self);
    this.own = new OwnConnection(() => this.lost());
    this.transactions = new Transactions({
      context,
      maxTransactionBytes: shared.maxTransactionBytes,
      soon: (target) => shared.upstream.turn.add(target),
      deadline: () => this.deadline(0),
      dispatch: (call) => this.services.lane.dispatcher.dispatch(call),
    });
  }

  /** Why the session has a connection of its own, or what it keeps up for it. */
  get holds(): readonly string[] {
    const holds = [...this.loop.holds];
    if (this.blocked !== undefined && this.blocked.phase < 2) holds.push("blocked");
    return holds.concat(this.services.holds);
  }

  get subscriptions(): Subscriptions {
    return this.services.subscriptions;
  }

  situation(stateful: boolean): Situation {
    const { own, context } = this;
    return {
      context,
      pinned: stateful || own.taken,
      watching: own.taken && (!stateful || this.loop.holds.includes("watch")),
      pinSlot: own.taken && own.slot === -1 ? NO_SLOT : own.slot,
      subscribed: this.subscriptions.any,
      isNestingFatal: this.shared.server.isValkey8,
    };
  }

  run(exchange: Exchange, plan: Plan, sending: Sending | undefined): void {
    switch (plan.deed) {
      case "forward":
      case "forward-aside":
      case "watch":
      case "multi":
        if (plan.deed === "multi") this.context.transaction = { refusal: undefined };
        this.send(this.callOf(exchange, 0), sending);
        return;
      case "block":
        this.block(exchange, plan.blockMs ?? 0, sending);
        return;
      case "refuse":
        this.refuse(exchange, plan);
        return;
      case "collect":
      case "queue":
      case "exec-collected":
      case "end-collected":
        this.collect(exchange, plan.deed);
        return;
      case "exec":
      case "discard":
      case "unwatch":
      case "reset":
        this.endHolds(exchange, plan.deed, sending);
        return;
      case "move":
        this.own.release();
        this.services.run(exchange, "local");
        return;
      default:
        this.services.run(exchange, plan.deed);
    }
  }

  /** What a server says of a command that the table doesn't know. */
  learn(name: string): Promise<Row> {
    return this.shared.strangers.learn(name, this.services.lane.dispatcher, this.deadline(0));
  }

  /** Its reply is not to be seen. */
  silence(exchange: Exchange): void {
    const { context } = this;
    if (context.replies === "skip-next") {
      context.replies = "on";
      exchange.mute = true;
    } else if (exchange.row.name !== "RESET") exchange.mute = true;
  }

  /** The end of a transaction whose connection is lost. */
  endLost(exchange: Exchange): void {
    const { name } = exchange.row;
    this.context.forgetTransaction();
    if (name === "EXEC") exchange.reply(errorBytes(LOST), "refused");
    else if (name === "RESET") this.reset(exchange);
    else exchange.reply(OK);
  }

  release(): void {
    this.own.release();
    this.context.watchLost = false;
  }

  close(): void {
    const { blocked } = this;
    const gone = new Unblocked(true);
    // One that is not at a server yet must not get there.
    if (blocked !== undefined && !this.cancel(blocked, gone)) blocked.reject(gone);
    this.own.discard();
    this.services.close();
  }

  unblock(withError: boolean): boolean {
    const { blocked } = this;
    const reason = new Unblocked(withError);
    if (blocked === undefined || blocked.phase > 1) return false;
    if (this.cancel(blocked, reason)) return true;
    const waits = blocked.phase === 0;
    if (waits) blocked.reject(reason);
    return waits;
  }

  errorBytes(exchange: Exchange, error: unknown): Buffer {
    if (error instanceof Unblocked) {
      return error.withError ? errorBytes(error.message) : nullArray(this.context.protocol);
    }
    if (error instanceof ReplyError) return this.refusedBytes(exchange, error);
    const kind = exchange.effect?.kind;
    const uncertain = error instanceof DeliveryError && error.delivery === "unknown";
    if (uncertain && (kind === "pin" || kind === "unpin")) this.own.giveUp();
    return errorBytes(textOf(error));
  }

  /** What is watched does not move with its slot: the transaction ends as if it had changed. */
  private refusedBytes({ row, effect }: Exchange, error: ReplyError): Buffer {
    const { context } = this;
    const moved = error.code === "MOVED" || error.code === "ASK";
    if (moved && context.transaction !== undefined && effect?.kind === "forward") {
      context.watchLost = true;
      return QUEUED;
    }
    if (row.name === "EXEC" && error.code === "EXECABORT" && context.watchLost) {
      return nullArray(context.protocol);
    }
    if (moved) this.shared.upstream.suspect();
    return errorBytes(textOf(error));
  }

  private send(call: Call, sending: Sending | undefined): void {
    if (sending === undefined || sending.kind === "share" || sending.kind === "borrow") {
      this.services.lane.dispatcher.dispatch(call);
      return;
    }
    // Also where it is not said: the first request of a stateful session may have been a local one.
    if (!this.own.taken) this.own.acquire(this.services.lane, call.slot, call.deadline);
    this.own.send(call);
  }

  private callOf(exchange: Exchange, blockMs: number): Call {
    const { group, row } = exchange;
    const spec = this.context.cachesNext ? tracked(row.spec) : row.spec;
    this.context.cachesNext = false;
    const call = new Call(spec, NO_ARGS, DecodeMode.RAW, this.deadline(blockMs), false, exchange);
    call.passage = exchange;
    call.slot = row.name === "PUBLISH" ? this.services.lane.hub.publishAt(group, exchange.keySlot()) : group;
    return call;
  }

  private deadline(blockMs: number): number {
    const { turn } = this.shared.upstream;
    turn.open();
    return turn.now + this.shared.timeoutMs + blockMs;
  }

  private block(exchange: Exchange, blockMs: number, sending: Sending | undefined): void {
    const call = this.callOf(exchange, blockMs);
    call.blocking = true;
    this.blocked = call;
    this.send(call, sending);
  }

  private cancel(call: Call, reason: Error): boolean {
    return this.services.lane.dispatcher.cancel(call, reason);
  }

  private refuse(exchange: Exchange, { text = "", poisons = false }: Plan): void {
    const { collected, transaction } = this.context;
    if (poisons && transaction !== undefined) transaction.refusal ??= text;
    if (poisons && collected !== undefined) collected.refuse(exchange, text);
    else exchange.refuse(errorBytes(text));
  }

  private collect(exchange: Exchange, deed: Plan["deed"]): void {
    const { transactions } = this;
    const { collected } = this.context;
    if (collected === undefined) transactions.begin(exchange);
    else if (deed === "queue") transactions.queue(collected, exchange);
    else if (deed === "exec-collected") transactions.run(collected, exchange);
    else transactions.end(collected, exchange);
  }

  /** What is held ends, if the server agrees; without a connection of the session's own nothing is. */
  private endHolds(exchange: Exchange, deed: Plan["deed"], sending: Sending | undefined): void {
    const { context } = this;
    const { transaction } = context;
    context.transaction = undefined;
    if (deed === "reset") {
      context.collected?.confirm();
      this.services.reset();
    }
    if (sending === undefined || sending.kind === "borrow" || !this.own.taken) {
      context.forgetTransaction();
      exchange.reply(deed === "reset" ? RESET : OK);
    } else if (deed === "reset") {
      // Of a stateful session it is another one's from then on: that of nobody, in the first database.
      this.sendInPlace(exchange, transaction === undefined ? UNWATCH : DISCARD, RESET, () =>
        this.own.release(),
      );
    } else if (deed === "exec" && transaction?.refusal !== undefined) {
      this.sendInPlace(exchange, DISCARD, errorBytes(ABORTED));
    } else this.own.send(this.callOf(exchange, 0));
  }

  /** Sends something else on the session's own connection; the client gets `reply` if the server agrees. */
  private sendInPlace(exchange: Exchange, bytes: Buffer, reply: Buffer, then?: () => void): void {
    const receiver = {
      fulfil: () => {
        then?.();
        exchange.reply(reply);
      },
      reject: (_: number, error: Error) => exchange.reject(0, error),
    };
    const call = new Call(exchange.row.spec, NO_ARGS, DecodeMode.PLAIN, this.deadline(0), false, receiver);
    call.passage = {
      bytes,
      from: 0,
      to: bytes.length,
      bulky: false,
      begun: false,
      overtaken: false,
      take: () => undefined,
      stray: () => true,
    };
    this.own.send(call);
  }

  private reset(exchange: Exchange): void {
    this.services.reset();
    exchange.reply(RESET);
  }

  private lost(): void {
    if (this.loop.lost().includes("watch")) this.context.watchLost = true;
  }
}
