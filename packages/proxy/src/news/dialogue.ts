import type { Effect, Outcome, Sending, SessionMode } from "fairlead-session";
import {
  type AuthState,
  type AuthStep,
  answerChallenge,
  authenticate,
  NOT_BEGUN,
  verdict,
} from "../nntp/auth.ts";
import { classify, type Plan } from "../nntp/classify.ts";
import { commandOf } from "../nntp/commands.ts";
import type { Request } from "../nntp/request.ts";
import type { Situation } from "../nntp/situation.ts";
import { bytesOf, TEXTS } from "../nntp/texts.ts";
import { add } from "../observe/meter.ts";
import type { Traffic } from "../observe/traffic.ts";
import type { Handle } from "../providers/ask.ts";
import type { Dialogue, Ending } from "../session/dialogue.ts";
import type { SessionLoop } from "../session/session-loop.ts";
import type { Allowance } from "./allowance.ts";
import type { ClientLayers } from "./client-layers.ts";
import type { NewsContext } from "./context.ts";
import type { NewsExchange } from "./exchange.ts";
import { Intake, type IntakeOwner } from "./intake.ts";
import { kindOf } from "./kinds.ts";
import { Posting } from "./posting.ts";
import { Seat } from "./seat.ts";
import { type NewsShared, TooMany } from "./shared.ts";

/** A session of a news reader: finds its requests, plans each, and does what is planned. */
export class NewsDialogue implements Dialogue<NewsExchange>, IntakeOwner {
  readonly context: NewsContext;
  private readonly loop: SessionLoop<NewsExchange>;
  private readonly shared: NewsShared;
  private readonly layers: ClientLayers;
  private readonly intake: Intake;
  private readonly seat: Seat;
  private auth: AuthState = NOT_BEGUN;
  private isCompressed = false;
  /** What is under way past the seat. */
  private readonly handles = new Map<NewsExchange, Handle | Posting>();

  constructor(
    loop: SessionLoop<NewsExchange>,
    context: NewsContext,
    shared: NewsShared,
    layers: ClientLayers,
  ) {
    this.loop = loop;
    this.context = context;
    this.shared = shared;
    this.layers = layers;
    this.intake = new Intake(this, shared.observer.clock);
    const { timeoutMs, pinIdleMs } = shared.terms;
    const roams = loop.state.mode !== "stateful";
    this.seat = new Seat(
      shared.news,
      { timeoutMs, pinIdleMs, roams },
      {
        wrote: (exchange) => this.wrote(exchange),
        replied: (exchange, status, accepted) => this.replied(exchange, status, accepted),
        say: (exchange, text, accepted) => this.say(exchange, text, accepted ? "accepted" : "refused"),
        broken: () => loop.end("reply-lost"),
      },
    );
  }

  get holdsGroup(): readonly string[] {
    return this.loop.holds;
  }

  /** The selected group, for people who look after sessions. */
  get group(): string | undefined {
    return this.seat.place?.group;
  }

  get provider(): string | undefined {
    return this.seat.provider;
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

  /** What a client is told that has just come. */
  greeting(): Buffer {
    return bytesOf(this.situation().posting ? TEXTS.postingGreeting : TEXTS.readingGreeting);
  }

  read(bytes: Buffer, start: number, end: number): void {
    this.intake.read(bytes, start, end);
  }

  take(exchange: NewsExchange): void {
    this.context.lastCommand = exchange.request.verb;
    this.loop.take(exchange);
  }

  challengeMet(exchange: NewsExchange, text: string | undefined): void {
    this.authStep(exchange, answerChallenge(text));
  }

  holdReading(hold: boolean): void {
    this.loop.holdReading(hold);
  }

  get allowance(): Allowance | undefined {
    return this.context.reader?.allowance;
  }

  get sentBytes(): number {
    return this.loop.outbox.sentBytes;
  }

  classify(exchange: NewsExchange): Effect {
    const plan = exchange.request.verb === "" ? exchange.plan! : this.plan(exchange.request);
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
        this.authStep(exchange, authenticate(this.auth, exchange.request, this.situation()));
        return;
      case "starttls":
      case "compress":
        exchange.onceTurnComes(() => this.putOn(exchange, plan));
    }
  }

  refuse(exchange: NewsExchange): void {
    this.say(exchange, TEXTS.noGroups, "refused");
  }

  quit(exchange: NewsExchange): void {
    this.seat.leave();
    this.run(exchange, undefined);
  }

  release(): void {
    this.seat.leave();
  }

  end(_why: Ending): void {
    this.intake.end();
    this.seat.end();
    for (const handle of this.handles.values()) handle.cancel();
    this.handles.clear();
  }

  kill(): void {
    this.loop.end("killed");
  }

  leave(): void {
    this.loop.close("quit");
  }

  private plan(request: Request): Plan {
    const plan = classify(request, this.situation());
    const { kind, mode } = this.loop.state;
    if (kind !== "pinned") {
      // Nothing of the session's own can be meant.
      const isStranger = plan.do === "grouped" && commandOf(request.verb) === undefined;
      return isStranger && this.seat.place === undefined && mode !== "stateful"
        ? { do: "stateless", effect: { kind: "forward" }, alone: false }
        : plan;
    }
    const isElsewhere =
      plan.do === "post" ||
      plan.do === "ihave" ||
      (mode === "hybrid" && (plan.do === "article" || plan.do === "stateless"));
    return isElsewhere ? { ...plan, effect: { kind: "answer" } } : plan;
  }

  private situation(): Situation {
    const { terms, news, admit } = this.shared;
    const { over, hdr, posting, offering } = news.abilities();
    const { isEncrypted, startTls, startDeflate } = this.layers;
    const compression = terms.compression && startDeflate !== undefined ? "offered" : "none";
    return {
      mode: this.loop.state.mode,
      login: admit === undefined ? "open" : this.context.reader === undefined ? "needed" : "done",
      plainLogin: terms.plainLogin,
      tls: isEncrypted ? "active" : startTls === undefined ? "none" : "offered",
      compression: this.isCompressed ? "active" : compression,
      posting: posting && terms.posting,
      offering: offering && terms.posting,
      over,
      hdr,
      passThrough: terms.passThrough,
    };
  }

  private ask(exchange: NewsExchange, plan: Plan): void {
    const handle = this.shared.news.ask({
      request: exchange.request,
      messageId: plan.do === "article" ? plan.messageId : undefined,
      timeoutMs: this.shared.terms.timeoutMs,
      sink: {
        write: (bytes, start, end) => {
          exchange.write(bytes, start, end);
          this.wrote(exchange);
        },
        end: (status) => this.replied(exchange, status, true),
        missed: () => this.say(exchange, TEXTS.noArticle),
        unavailable: () => this.say(exchange, TEXTS.noProvider),
        broken: () => this.loop.end("reply-lost"),
      },
    });
    exchange.flow = handle;
    this.handles.set(exchange, handle);
  }

  private post(exchange: NewsExchange): void {
    const posting = new Posting(exchange, this.shared.news, this.shared.terms, {
      wrote: (one) => this.wrote(one),
      invited: (sink) => this.intake.invite(sink),
      holdArticle: (hold) => this.intake.holdArticle(hold),
      replied: (one, status) => this.replied(one, status, true),
      say: (one, text) => this.say(one, text),
      broken: () => this.loop.end("reply-lost"),
    });
    this.handles.set(exchange, posting);
  }

  private authStep(exchange: NewsExchange, step: AuthStep): void {
    this.auth = step.state;
    switch (step.kind) {
      case "reply":
        this.say(exchange, step.reply);
        return;
      case "challenge":
        exchange.begins(step.reply);
        this.intake.challenge(exchange);
        return;
      case "login":
        void this.logIn(exchange, step.username, step.password);
    }
  }

  private async logIn(exchange: NewsExchange, username: string, password: string): Promise<void> {
    const { admit, observer } = this.shared;
    let reply: string;
    try {
      const reader = await admit?.(username, password);
      reply = verdict(reader !== undefined);
      if (reader === undefined) observer.authFailed(this.context, username);
      else {
        this.context.reader = reader;
        if (reader.mode !== undefined) this.loop.become(reader.mode);
      }
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      reply = `481 ${error.message}`;
    }
    this.say(exchange, reply);
  }

  /** Puts a layer on the client's connection, behind the reply that says so. */
  private putOn(exchange: NewsExchange, plan: Extract<Plan, { do: "starttls" | "compress" }>): void {
    exchange.begins(plan.reply);
    this.loop.outbox.flush();
    if (plan.do === "starttls") this.layers.startTls?.();
    else this.layers.startDeflate?.();
    this.isCompressed ||= plan.do === "compress";
    this.replied(exchange, 0, true);
  }

  private say(exchange: NewsExchange, text: string, outcome: Outcome = "accepted"): void {
    this.done(exchange, Number(text.slice(0, 3)));
    exchange.say(text, outcome);
    this.after(exchange);
  }

  private replied(exchange: NewsExchange, status: number, accepted: boolean): void {
    this.done(exchange, status);
    exchange.end(accepted ? "accepted" : "refused");
    this.after(exchange);
  }

  private done(exchange: NewsExchange, status: number): void {
    const { meter, clock } = this.shared.observer;
    this.handles.delete(exchange);
    meter.replied(kindOf(exchange.request.verb), (clock.read() - exchange.startedAt) >>> 0);
    if (status >= 400) add(meter.errors, String(status));
  }

  private after(exchange: NewsExchange): void {
    if (this.loop.ending === undefined) this.intake.replied(exchange, exchange.plan?.do === "starttls");
  }

  private wrote(exchange: NewsExchange): void {
    const { flow } = exchange;
    if (flow !== undefined) this.loop.slowDown(exchange, flow);
  }
}
