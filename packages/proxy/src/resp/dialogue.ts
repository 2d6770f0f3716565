import { type Again, Flag, type Flow } from "fairlead/internal";
import { CommandReader, type LargeRequests, type Limits, type Request, RespError } from "fairlead-resp";
import type { Effect, Outcome, Sending, SessionMode } from "fairlead-session";
import type { Observer } from "../observe/observer.ts";
import type { Traffic } from "../observe/traffic.ts";
import type { Dialogue, Ending } from "../session/dialogue.ts";
import type { SessionLoop } from "../session/session-loop.ts";
import { takes } from "./arity.ts";
import type { Context } from "./context.ts";
import { Deeds } from "./deeds.ts";
import { errorBytes } from "./error-text.ts";
import { Exchange, type ExchangeOwner } from "./exchange.ts";
import { blockTime, keysOf } from "./keys.ts";
import { LargeExchange } from "./large-exchange.ts";
import { ALONE, type Plan, planFor, planForLarge, refusal, wrongNumber } from "./plan.ts";
import type { Row } from "./row.ts";
import type { Peer, Shared } from "./shared.ts";
import { slowRequest } from "./slow-request.ts";

/** An argument from this size on is not kept, but sent on as it comes. */
const LARGE_BYTES = 1024 * 1024;
/** How long a session that has been sent a large reply is expected to be sent more. */
const BULKY_MS = 10_000;

/** A session that speaks RESP: finds its requests, plans each, and does what is planned. */
export class RespDialogue implements Dialogue<Exchange>, ExchangeOwner, LargeRequests, Peer {
  readonly fromBytes: number = LARGE_BYTES;
  readonly context: Context;
  private readonly loop: SessionLoop<Exchange>;
  private readonly shared: Shared;
  private readonly observer: Observer;
  private readonly reader: CommandReader;
  private readonly deeds: Deeds;
  /** Until then its reads have a connection alone each, lest others wait for large replies. */
  private bulkyUntil = 0;
  /** The request whose rest is still coming. */
  private large: LargeExchange | undefined = undefined;
  private current: Plan | undefined = undefined;
  /** Called once it is known who the client is, where that was not so from the beginning. */
  private admitted: (() => void) | undefined = undefined;
  /** When the bytes came that are read. */
  private readAt = 0;

  /** `limits`: of requests; `before`: while the client has not shown who it is. */
  constructor(loop: SessionLoop<Exchange>, context: Context, shared: Shared, limits: Limits, before: Limits) {
    this.loop = loop;
    this.context = context;
    this.shared = shared;
    this.observer = shared.observer;
    this.reader = new CommandReader((request) => this.found(request), limits, this);
    if (context.user === undefined) {
      this.reader.limits = before;
      this.admitted = () => {
        this.reader.limits = limits;
      };
    }
    this.deeds = new Deeds(loop, context, shared, this);
  }

  get holds(): readonly string[] {
    return this.deeds.holds;
  }

  get subscriptions(): Peer["subscriptions"] {
    return this.deeds.subscriptions;
  }

  get idleMs(): number {
    const { turn } = this.shared.upstream;
    turn.open();
    return turn.now - this.loop.readAt;
  }

  get listener(): string {
    return this.observer.listener;
  }

  get mode(): SessionMode {
    return this.loop.state.mode;
  }

  get pending(): number {
    return this.loop.pending;
  }

  get traffic(): Traffic {
    return this.loop.outbox;
  }

  read(bytes: Buffer, start: number, end: number): void {
    this.readAt = this.observer.clock.read();
    if (this.admitted !== undefined) this.look();
    try {
      this.reader.write(bytes, start, end);
    } catch (error) {
      if (!(error instanceof RespError)) throw error;
      this.loop.malformed(errorBytes(`ERR ${error.message}`));
    }
  }

  classify(exchange: Exchange): Effect {
    const plan = this.plan(exchange);
    this.current = plan;
    exchange.aside = plan.aside === true;
    exchange.alone = plan.alone === true;
    exchange.calm = plan.calm === true;
    return plan.effect;
  }

  perform(exchange: Exchange, sending: Sending): void {
    this.run(exchange, sending);
  }

  answer(exchange: Exchange, ended: readonly string[]): void {
    if (ended.includes("transaction")) this.deeds.endLost(exchange);
    else this.run(exchange, undefined);
  }

  refuse(exchange: Exchange, reason: "mode" | "broken" | "closed", holds: readonly string[]): void {
    const text =
      reason === "mode"
        ? `ERR proxy: '${exchange.row.name.toLowerCase()}' needs a connection of its own, which per-command sessions don't have`
        : `ERR proxy: the connection of this ${holds[0] ?? "session"} was lost: end it first`;
    exchange.refuse(errorBytes(text));
  }

  quit(exchange: Exchange): void {
    this.run(exchange, undefined);
  }

  release(): void {
    this.deeds.release();
  }

  begin(head: Request): boolean {
    const row = this.rowOf(head);
    const { slots, needWhole } = this.shared.upstream;
    if (needWhole || !slots.isFirst(row) || this.context.collected !== undefined) return false;
    // Rules are for all of its keys, and whoever monitors sees all of it.
    if (this.shared.gate.forbids !== undefined || this.shared.monitors.size > 0) return false;
    this.large = new LargeExchange(head, row, this, this.readAt);
    this.loop.take(this.large);
    return true;
  }

  piece(bytes: Buffer, start: number, end: number, last: boolean): void {
    this.large?.piece(bytes, start, end, last);
    if (last) this.large = undefined;
  }

  holdReading(hold: boolean): void {
    this.loop.holdReading(hold);
  }

  isAwaited(requests: readonly Exchange[]): boolean {
    return this.large === undefined && requests.every(({ row }) => row.treatment !== "borrow");
  }

  end(_why: Ending): void {
    this.large?.abandon();
    this.deeds.close();
  }

  kill(): void {
    this.loop.end("killed");
  }

  leave(): void {
    this.loop.close("quit");
  }

  unblock(withError: boolean): boolean {
    return this.deeds.unblock(withError);
  }

  errorBytes(exchange: Exchange, error: Error): Buffer | undefined {
    return this.deeds.errorBytes(exchange, error);
  }

  broken(): void {
    this.loop.end("reply-lost");
  }

  slow(exchange: Exchange, flow: Flow): void {
    this.loop.slowDown(exchange, flow);
  }

  get isBulky(): boolean {
    return this.shared.upstream.turn.now < this.bulkyUntil;
  }

  bulky(): void {
    this.bulkyUntil = this.shared.upstream.turn.now + BULKY_MS;
  }

  stray(exchange: Exchange, again: Again): boolean {
    return this.loop.stray(exchange, again);
  }

  erred(reply: Buffer): void {
    this.observer.meter.erred(reply);
  }

  replied(exchange: Exchange, outcome: Outcome): void {
    const { observer } = this;
    if (exchange.effect?.kind === "unpin") this.deeds.ended(exchange, outcome);
    const micros = (observer.clock.read() - exchange.startedAt) >>> 0;
    observer.meter.replied(exchange.row.kind, micros);
    if (micros >= observer.slowMicros && exchange.row.treatment !== "borrow") this.slowly(exchange, micros);
  }

  overtaken(exchange: Exchange): boolean {
    return this.loop.overtaken(exchange.number, exchange.group);
  }

  /** Lifts the limits of strangers off a client that has shown who it is. */
  private look(): void {
    if (this.context.user === undefined) return;
    this.admitted?.();
    this.admitted = undefined;
  }

  private found(request: Request): void {
    const row = this.rowOf(request);
    // A web page that makes a browser talk to us, which must not get any of its lines run.
    if (row.name === "POST" || row.name === "HOST:") this.loop.end("malformed");
    else this.loop.take(new Exchange(request, row, this, this.readAt));
  }

  /** It took long, and not because it was meant to wait. */
  private slowly(exchange: Exchange, micros: number): void {
    const { observer } = this;
    if (!observer.noticesSlow()) return;
    const { id, address, name } = this.context;
    const key = observer.showsKeys ? keysOf(exchange)[0] : undefined;
    observer.slow({ ...slowRequest(exchange, key), micros, session: id, address, name });
  }

  private rowOf(request: Request): Row {
    const { bytes, nameFrom, nameTo } = request;
    const row = this.shared.rows.find(bytes, nameFrom, nameTo);
    if (row) return row;
    const name = bytes.toString("latin1", nameFrom, nameTo).toUpperCase();
    if (row === undefined || request.count === 1) return this.stranger(name);
    const sub = bytes.toString("latin1", request.keyFrom, request.keyTo).toUpperCase();
    return this.stranger(`${name} ${sub}`);
  }

  private stranger(name: string): Row {
    return this.shared.strangers.row(name, this.shared.upstream.turn.now);
  }

  private plan(exchange: Exchange): Plan {
    if (exchange.row.treatment === "ask") exchange.row = this.stranger(exchange.row.name);
    const { row, request } = exchange;
    const { arity } = row;
    if (arity !== undefined && !takes(arity, request.count - row.words)) return wrongNumber(row);
    const forbidden = row.treatment === "ask" ? undefined : this.forbids(exchange);
    if (forbidden !== undefined) return { ...refusal(forbidden), poisons: true };
    const slots = this.shared.upstream.slots.of(exchange);
    exchange.group = slots.length === 1 ? slots[0]! : -1;
    const blockMs = row.treatment === "borrow" ? blockTime(exchange) : 0;
    const plan = planFor(row, this.deeds.situation(this.mode === "stateful"), slots, blockMs);
    if (exchange instanceof LargeExchange) return planForLarge(plan);
    return this.bulkyUntil === 0 ? plan : this.aloneIfBulky(plan, row);
  }

  private aloneIfBulky(plan: Plan, { spec }: Row): Plan {
    if (!this.isBulky) this.bulkyUntil = 0;
    const reads = plan.deed === "forward" && (spec.flags & Flag.READONLY) !== 0;
    return reads && this.bulkyUntil > 0 ? ALONE : plan;
  }

  /** What the user is told that may not send it. */
  private forbids(exchange: Exchange): string | undefined {
    const { user } = this.context;
    return user === undefined ? undefined : this.shared.gate.forbids?.(user, exchange);
  }

  private run(exchange: Exchange, sending: Sending | undefined): void {
    const plan = this.current!;
    if (this.context.replies !== "on") this.deeds.silence(exchange);
    if (this.shared.monitors.size > 0) this.shared.monitors.tell(exchange, this.context);
    this.context.lastCommand = exchange.row.name;
    if (plan.deed === "ask") this.ask(exchange, sending);
    else this.deeds.run(exchange, plan, sending);
  }

  /** Once a server has said what command it is, it is planned anew. It is alone meanwhile, so nothing overtakes it. */
  private ask(exchange: Exchange, sending: Sending | undefined): void {
    this.deeds.learn(exchange.row.name).then(
      (row) => {
        if (exchange.owner === undefined) return;
        exchange.row = row;
        this.deeds.run(exchange, this.plan(exchange), sending);
      },
      (error: Error) => exchange.reject(0, error),
    );
  }
}
