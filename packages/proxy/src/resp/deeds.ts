import { DeliveryError } from "fairlead";
import { Call } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import type { Outcome, Sending } from "fairlead-session";
import type { SessionLoop } from "../session/session-loop.ts";
import { Blocked } from "./blocked.ts";
import type { Context } from "./context.ts";
import { errorBytes, textOf } from "./error-text.ts";
import type { Exchange } from "./exchange.ts";
import { blockTime } from "./keys.ts";
import { Mending } from "./mending.ts";
import { OwnConnection } from "./own-connection.ts";
import type { Plan, Situation } from "./plan.ts";
import type { Row } from "./row.ts";
import { Services } from "./services.ts";
import type { Peer, Shared } from "./shared.ts";
import { ownSlot } from "./slots.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { tracked } from "./tracking.ts";
import { Transactions } from "./transactions.ts";
import { nullArray, OK, RESET } from "./wire.ts";

const NO_ARGS: readonly never[] = [];
const DISCARD: Buffer = Buffer.from("*1\r\n$7\r\nDISCARD\r\n");
const UNWATCH: Buffer = Buffer.from("*1\r\n$7\r\nUNWATCH\r\n");
const ABORTED = "EXECABORT Transaction discarded because of previous errors.";
const LOST = "EXECABORT Transaction discarded because of: the connection that it was on is lost";
/** No command's slot: on a connection that serves no slot in particular there are no keys. */
const NO_SLOT = -2;

/** Does what is planned for the requests of one session. */
export class Deeds {
  private readonly loop: SessionLoop<Exchange>;
  private readonly context: Context;
  private readonly shared: Shared;
  private readonly services: Services;
  private readonly transactions: Transactions;
  private readonly own: OwnConnection;
  private readonly mending: Mending;
  private readonly blocked: Blocked;

  constructor(loop: SessionLoop<Exchange>, context: Context, shared: Shared, self: Peer) {
    this.loop = loop;
    this.context = context;
    this.shared = shared;
    this.services = new Services(loop, context, shared, self);
    this.blocked = new Blocked((call, reason) => this.services.lane.dispatcher.cancel(call, reason));
    this.own = new OwnConnection(() => this.lost());
    this.mending = new Mending({
      context,
      misplaced: () => {
        this.own.misplaced = true;
        shared.upstream.suspect();
      },
      resend: (exchange) => this.resend(exchange),
    });
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
    if (this.blocked.any) holds.push("blocked");
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
        exchange.idle = this.context.transaction !== undefined;
        if (plan.deed === "multi") this.context.transaction = { refusal: undefined };
        this.send(exchange, this.callOf(exchange, 0), sending);
        return;
      case "block":
        exchange.idle = this.context.transaction !== undefined;
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
    const { name, treatment } = exchange.row;
    const isOff = context.replies !== "skip-next";
    if (!isOff) context.replies = "on";
    // What confirms subscriptions is no reply.
    exchange.mute = treatment !== "subscribe" && !(isOff && name === "RESET");
  }

  /** The end of a transaction whose connection is lost. */
  endLost(exchange: Exchange): void {
    const { name } = exchange.row;
    this.context.forgetTransaction();
    if (name === "EXEC") exchange.reply(errorBytes(LOST), "refused");
    else {
      if (name === "RESET") this.services.reset();
      exchange.reply(name === "RESET" ? RESET : OK);
    }
  }

  release(): void {
    this.own.release();
  }

  /** A request that ends holds is replied to: with them ends what is known of the watch. */
  ended({ row }: Exchange, outcome: Outcome): void {
    if (outcome === "accepted" || row.name !== "UNWATCH") this.context.watchLost = false;
  }

  close(): void {
    this.blocked.close();
    this.own.discard();
    this.services.close();
  }

  unblock(withError: boolean): boolean {
    return this.blocked.end(withError);
  }

  /** What the client gets for an error; undefined if that is another reply, which has come or will. */
  errorBytes(exchange: Exchange, error: Error): Buffer | undefined {
    if (exchange.pinned && this.mending.mends(exchange, error)) return undefined;
    const unblocked = this.blocked.replyTo(error, this.context.protocol);
    if (unblocked !== undefined) return unblocked;
    const kind = exchange.effect?.kind;
    const uncertain = error instanceof DeliveryError && error.delivery === "unknown";
    if (uncertain && (kind === "pin" || kind === "unpin")) this.own.giveUp();
    return errorBytes(textOf(error));
  }

  private send(exchange: Exchange, call: Call, sending: Sending | undefined): void {
    if (sending === undefined || sending.kind === "share" || sending.kind === "borrow") {
      this.services.lane.dispatcher.dispatch(call);
      return;
    }
    exchange.pinned = true;
    exchange.watched = this.loop.holds.includes("watch");
    if (this.own.misplaced && call.slot !== -1 && !exchange.idle && this.isAlone) this.own.discard();
    // Also where it is not said: the first request of a stateful session may have been a local one.
    if (!this.own.taken) this.own.acquire(this.services.lane, call.slot, call.deadline);
    this.own.send(call);
  }

  /** Whether nothing but the request that is to be sent is under way on the session's own connection. */
  private get isAlone(): boolean {
    const { state } = this.loop;
    return state.kind === "pinned" && state.ledger.inFlight === 1;
  }

  /** Sends a request where it belongs that was on the session's own connection; the mirror has seen it there. */
  private resend(exchange: Exchange): void {
    const blockMs = exchange.row.treatment === "borrow" ? blockTime(exchange) : 0;
    const call = this.callOf(exchange, blockMs);
    call.slot = ownSlot(call.slot);
    if (blockMs > 0) this.blocked.add(call);
    this.services.lane.home(exchange.group).dispatch(call);
  }

  private callOf(exchange: Exchange, blockMs: number): Call {
    const { group, row } = exchange;
    if (this.context.cachesNext) exchange.row = { ...row, spec: tracked(row.spec) };
    this.context.cachesNext = false;
    const call = new Call(
      exchange.row.spec,
      NO_ARGS,
      DecodeMode.RAW,
      this.deadline(blockMs),
      false,
      exchange,
    );
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
    this.blocked.add(call);
    this.send(exchange, call, sending);
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
    } else if (deed === "exec" && context.watchLost) {
      exchange.idle = true;
      this.sendInPlace(exchange, DISCARD, nullArray(context.protocol));
    } else {
      exchange.pinned = true;
      this.own.send(this.callOf(exchange, 0));
    }
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
    this.own.say(exchange.row.spec, bytes, this.deadline(0), receiver);
  }

  private lost(): void {
    if (this.loop.lost().includes("watch")) this.context.watchLost = true;
  }
}
