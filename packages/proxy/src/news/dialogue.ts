import type { Effect, Sending, SessionMode } from "fairlead-session";
import type { Plan } from "../nntp/classify.ts";
import { kindOf } from "../nntp/kinds.ts";
import type { NewsShared } from "../nntp/shared.ts";
import type { Situation } from "../nntp/situation.ts";
import { bytesOf, TEXTS } from "../nntp/texts.ts";
import { add } from "../observe/meter.ts";
import type { Seen } from "../observe/seen.ts";
import type { Traffic } from "../observe/traffic.ts";
import type { Handle } from "../providers/ask.ts";
import type { Dialogue } from "../session/dialogue.ts";
import type { SessionLoop } from "../session/session-loop.ts";
import type { Account } from "../users/account.ts";
import { type AskOwner, askAnybody } from "./ask-anybody.ts";
import type { ClientLayers } from "./client-layers.ts";
import type { NewsExchange } from "./exchange.ts";
import { Intake, type IntakeOwner } from "./intake.ts";
import { Login, type LoginOwner } from "./login.ts";
import { planFor } from "./plan-for.ts";
import { Posting, type PostingOwner } from "./posting.ts";
import type { NewsProviders } from "./providers.ts";
import { Seat, type SeatOwner } from "./seat.ts";
import { situationOf } from "./situation-of.ts";

/** For timers: no limit. */
const FOR_EVER_MS = 2 ** 30;

type Owner = AskOwner & IntakeOwner & LoginOwner & PostingOwner & SeatOwner;

/** A session of a news reader: plans its requests, and does what is planned. */
export class NewsDialogue implements Dialogue<NewsExchange>, Owner, Seen {
  readonly context: Seen["context"];
  lastCommand: string | undefined = undefined;
  private readonly loop: SessionLoop<NewsExchange>;
  private readonly shared: NewsShared<NewsProviders>;
  private readonly layers: ClientLayers;
  private readonly intake: Intake;
  private readonly login: Login;
  private readonly seat: Seat;
  /** What is under way past the seat. */
  private readonly handles = new Map<NewsExchange, Pick<Handle, "cancel">>();

  constructor(
    loop: SessionLoop<NewsExchange>,
    context: Omit<Seen["context"], "user">,
    shared: NewsShared<NewsProviders>,
    layers: ClientLayers,
  ) {
    this.loop = loop;
    this.shared = shared;
    this.layers = layers;
    const login = new Login(() => shared.gate, this);
    this.login = login;
    this.context = {
      ...context,
      get user() {
        return login.user?.user;
      },
    };
    this.intake = new Intake(this, shared.observer.clock);
    const { pinIdleMs } = shared.config.limits;
    const roams = loop.state.mode !== "stateful";
    this.seat = new Seat(shared.providers.news, { timeoutMs: this.timeoutMs, pinIdleMs, roams }, this);
  }

  get holds(): readonly string[] {
    return this.loop.holds;
  }

  get idleMs(): number {
    const { turn } = this.shared;
    turn.open();
    return turn.now - this.loop.readAt;
  }

  get listener(): string {
    return this.shared.observer.listener;
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

  get mustLogIn(): boolean {
    return this.login.isDue;
  }

  /** The selected group, and the provider whose connection the session has for it. */
  get place(): { readonly group?: string | undefined; readonly provider: string | undefined } {
    return { group: this.seat.place?.group, provider: this.seat.provider };
  }

  /** Whether it waits for its client to go on with what that has begun. */
  get awaitsClient(): boolean {
    return this.intake.awaitsClient;
  }

  /** Whether the client may have to send more for what it has begun. */
  get isInMiddle(): boolean {
    return this.intake.isInMiddle;
  }

  get account(): Account | undefined {
    return this.login.user?.account;
  }

  get sentBytes(): number {
    return this.loop.outbox.sentBytes;
  }

  /** What a client is told that has just come. */
  greeting(): Buffer {
    const text = this.situation().posting ? TEXTS.postingGreeting : TEXTS.readingGreeting;
    return bytesOf(`${text.slice(0, 3)} ${this.shared.config.greeting ?? text.slice(4)}`);
  }

  read(bytes: Buffer, start: number, end: number): void {
    this.intake.read(bytes, start, end);
  }

  take(exchange: NewsExchange): void {
    this.lastCommand = exchange.request.verb;
    this.loop.take(exchange);
  }

  holdReading(hold: boolean): void {
    this.loop.holdReading(hold);
  }

  classify(exchange: NewsExchange): Effect {
    const { request } = exchange;
    const isRequest = request.verb !== "";
    const plan = isRequest ? planFor(request, this.situation(), this.loop.state.kind) : exchange.plan!;
    exchange.plan = plan;
    exchange.alone = plan.alone;
    return plan.effect;
  }

  perform(exchange: NewsExchange, sending: Sending): void {
    this.run(exchange, sending);
  }

  answer(exchange: NewsExchange): void {
    this.run(exchange, undefined);
  }

  refuse(exchange: NewsExchange): void {
    this.say(exchange, TEXTS.noGroups, false);
  }

  quit(exchange: NewsExchange): void {
    this.seat.leave();
    this.run(exchange, undefined);
  }

  release(): void {
    this.seat.leave();
  }

  end(): void {
    this.intake.end();
    this.seat.end();
    for (const handle of this.handles.values()) handle.cancel();
    this.handles.clear();
    this.login.end();
  }

  challenged(exchange: NewsExchange): void {
    this.intake.challenge(exchange);
  }

  challengeMet(exchange: NewsExchange, text: string | undefined): void {
    this.login.goOn(exchange, text);
  }

  refused(username: string): void {
    this.shared.observer.authFailed(this.context, username);
  }

  uncheckable(error: Error): void {
    this.shared.observer.uncheckable(this.context, error);
  }

  become(mode: SessionMode): void {
    this.loop.become(mode);
  }

  invited(sink: Posting): void {
    this.intake.invite(sink);
  }

  holdArticle(hold: boolean): void {
    this.intake.holdArticle(hold);
  }

  broken(): void {
    this.loop.end("reply-lost");
  }

  underWay(exchange: NewsExchange, handle: Handle): void {
    exchange.flow = handle;
    this.handles.set(exchange, handle);
  }

  wrote(exchange: NewsExchange): void {
    const { flow } = exchange;
    if (flow !== undefined) this.loop.slowDown(exchange, flow);
  }

  say(exchange: NewsExchange, text: string, accepted = true): void {
    exchange.begins(text);
    this.replied(exchange, Number(text.slice(0, 3)), accepted);
  }

  replied(exchange: NewsExchange, status: number, accepted = true): void {
    const { meter, clock } = this.shared.observer;
    this.handles.delete(exchange);
    meter.replied(kindOf(exchange.request.verb), (clock.read() - exchange.startedAt) >>> 0);
    if (status >= 400) add(meter.errors, String(status));
    exchange.end(accepted ? "accepted" : "refused");
    if (this.loop.ending === undefined) this.intake.replied(exchange, exchange.plan?.do === "starttls");
  }

  private get timeoutMs(): number {
    return this.shared.config.limits.requestTimeoutMs || FOR_EVER_MS;
  }

  private situation(): Situation {
    return situationOf(this.mode, this.shared, this.layers, this.login);
  }

  private run(exchange: NewsExchange, sending: Sending | undefined): void {
    const plan = exchange.plan!;
    switch (plan.do) {
      case "local":
      case "quit":
        this.say(exchange, plan.reply);
        return;
      case "takethis":
        exchange.onceBlockCame(() => this.say(exchange, plan.reply));
        return;
      case "article":
      case "stateless":
      case "grouped":
        if (sending === undefined || sending.kind === "share") this.ask(exchange, plan);
        else this.seat.send(exchange);
        return;
      case "post":
      case "ihave":
        this.post(exchange);
        return;
      case "auth":
        this.login.begin(exchange, this.situation());
        return;
      case "starttls":
      case "compress":
        exchange.onceTurnComes(() => this.putOn(exchange, plan));
    }
  }

  private ask(exchange: NewsExchange, plan: Plan): void {
    const { articles } = this.shared.providers;
    const messageId = plan.do === "article" ? plan.messageId : undefined;
    askAnybody(exchange, { articles, messageId, timeoutMs: this.timeoutMs }, this);
  }

  private post(exchange: NewsExchange): void {
    const { providers, config } = this.shared;
    const { posting, limits } = config;
    const provider = posting === "any" || posting === false ? undefined : posting;
    const terms = { timeoutMs: this.timeoutMs, maxArticleBytes: limits.maxArticleBytes, provider };
    this.handles.set(exchange, new Posting(exchange, providers.news, terms, this));
  }

  /** Puts a layer on the client's connection, behind the reply that says so. */
  private putOn(exchange: NewsExchange, plan: Extract<Plan, { do: "starttls" | "compress" }>): void {
    exchange.begins(plan.reply);
    this.loop.outbox.flush();
    if (plan.do === "starttls") {
      this.layers.startTls?.();
      // Whoever said it in plain need not be this client (RFC 4642, 2.2.2).
      this.seat.forget();
      this.login.forget();
    } else this.layers.startDeflate?.();
    this.replied(exchange, Number(plan.reply.slice(0, 3)));
  }
}
