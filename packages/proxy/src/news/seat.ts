import {
  advance,
  needsArticle,
  type Place,
  type Replayed,
  type ReplayStep,
  replay,
  replayed,
} from "../nntp/group.ts";
import { TEXTS } from "../nntp/texts.ts";
import type { ExchangeSink, Lease } from "../providers/ask.ts";
import type { News } from "../providers/news.ts";
import { Queue } from "../session/queue.ts";
import type { NewsExchange } from "./exchange.ts";

/** Connections that are tried for one request, beyond providers that have not got its group. */
const MOST_ATTEMPTS = 3;

/** What became of a request, or of a step of a replay. */
type Told =
  | { readonly kind: "reply"; readonly status: number; readonly text: string }
  /** There is none, and nothing of one has gone out: it can be asked again. */
  | { readonly kind: "unavailable" }
  /** The same, since there is nobody left to ask. */
  | { readonly kind: "nobody" }
  /** It was cut off. */
  | { readonly kind: "broken" };

export interface SeatOwner {
  /** A piece of a reply has gone out. */
  wrote(exchange: NewsExchange): void;
  /** The reply is complete. `accepted`: the session is in a group. */
  replied(exchange: NewsExchange, status: number, accepted: boolean): void;
  /** Says a reply of the proxy's own. */
  say(exchange: NewsExchange, text: string, accepted: boolean): void;
  broken(): void;
}

/** How a session uses its seat. */
export interface SeatTerms {
  readonly timeoutMs: number;
  readonly pinIdleMs: number;
  /** Whether a group that a provider has not got is looked for at the others. */
  readonly roams: boolean;
}

/**
 * A session's place at a provider. The connection is given back while it isn't used, and may be lost: the place is kept, and
 * another connection to the same provider is brought there when it is needed next.
 */
export class Seat {
  place: Place | undefined = undefined;
  private readonly news: Pick<News, "lease">;
  private readonly terms: SeatTerms;
  private readonly owner: SeatOwner;
  private lease: Lease | undefined = undefined;
  /** The connection has been brought to the place. */
  private isThere = false;
  /** Requests without a reply, in order; the first is under way. */
  private readonly queue = new Queue<NewsExchange>();
  private idle: NodeJS.Timeout | undefined = undefined;
  /** A reply is awaited on the connection. */
  private isBusy = false;
  private isOver = false;

  constructor(news: Pick<News, "lease">, terms: SeatTerms, owner: SeatOwner) {
    this.news = news;
    this.terms = terms;
    this.owner = owner;
  }

  /** The provider whose connection it has. */
  get provider(): string | undefined {
    return this.lease?.provider;
  }

  send(exchange: NewsExchange): void {
    this.queue.push(exchange);
    if (this.queue.length === 1) void this.serveAll();
  }

  /** Gives the connection back, and keeps the place. */
  leave(): void {
    const { lease } = this;
    this.lease = undefined;
    this.isThere = false;
    lease?.release(!this.isBusy);
  }

  /** The session begins anew, in no group. */
  forget(): void {
    this.place = undefined;
    this.leave();
  }

  end(): void {
    this.isOver = true;
    clearTimeout(this.idle);
    this.leave();
  }

  private async serveAll(): Promise<void> {
    clearTimeout(this.idle);
    for (let next = this.queue.first; next !== undefined && !this.isOver; next = this.queue.first) {
      await this.serve(next);
      this.queue.shift();
    }
    if (this.isOver) return;
    if (this.lease?.isWanted === true) this.leave();
    this.idle = setTimeout(() => this.leave(), this.terms.pinIdleMs);
    this.idle.unref();
  }

  private serve(exchange: NewsExchange): Promise<void> {
    return selectsGroup(exchange) ? this.select(exchange) : this.stay(exchange);
  }

  /** Asks where the session is; again on another connection, where one is lost and there is time. */
  private async stay(exchange: NewsExchange): Promise<void> {
    const deadline = performance.now() + this.terms.timeoutMs;
    for (let attempt = 0; this.mayTry(attempt, deadline); attempt++) {
      const obstacle = await this.sit(exchange);
      if (obstacle === "unavailable") continue;
      if (obstacle !== undefined) return this.owner.say(exchange, obstacle, this.place !== undefined);
      const lease = this.lease ?? this.take(undefined, undefined);
      const told = await this.relay(lease, exchange, exchange.plan?.do === "grouped" ? "412" : undefined);
      if (told.kind === "broken" || exchange.hasRun) return this.settle(lease, exchange, told);
      // Nothing came, or the provider has forgotten the group.
      this.isThere = false;
    }
    if (this.isOver) return;
    const isGrouped = exchange.plan?.do === "grouped";
    if (isGrouped) this.place = undefined;
    this.owner.say(exchange, isGrouped ? TEXTS.groupLost : TEXTS.noProvider, this.place !== undefined);
  }

  /** Asks for a group: where one provider has not got it, the next. */
  private async select(exchange: NewsExchange): Promise<void> {
    const without = new Set<string>();
    let refusal: string = TEXTS.noProvider;
    let isUnknown = false;
    const deadline = performance.now() + this.terms.timeoutMs;
    for (let attempt = 0; this.mayTry(attempt, deadline); ) {
      const lease = this.lease ?? this.take(undefined, without);
      const told = await this.relay(lease, exchange, this.terms.roams ? "411" : undefined);
      if (told.kind === "nobody") break;
      isUnknown = told.kind === "unavailable";
      if (told.kind === "unavailable") attempt++;
      else if (told.kind === "broken" || exchange.hasRun) return this.settle(lease, exchange, told);
      else {
        refusal = told.text;
        without.add(lease.provider ?? "");
        this.leave();
      }
    }
    // One that can't be asked may have it.
    const text = isUnknown ? TEXTS.noProvider : refusal;
    if (!this.isOver) this.owner.say(exchange, text, this.place !== undefined);
  }

  private mayTry(attempt: number, deadline: number): boolean {
    if (this.isOver || attempt >= MOST_ATTEMPTS) return false;
    return attempt === 0 || performance.now() < deadline;
  }

  private settle(lease: Lease, exchange: NewsExchange, told: Told): void {
    if (this.isOver) return;
    if (told.kind === "reply") this.took(lease, exchange, told);
    else this.owner.broken();
  }

  private took(
    lease: Lease,
    exchange: NewsExchange,
    { status, text }: { readonly status: number; readonly text: string },
  ): void {
    const { request } = exchange;
    this.place = advance(this.place, lease.provider ?? "", request, status, text);
    // A request by message-id may have been the first on this connection, which is in another session's group then.
    this.isThere = this.place !== undefined && (this.isThere || (status === 211 && selectsGroup(exchange)));
    this.owner.replied(exchange, status, this.place !== undefined);
  }

  /** Brings a connection to the place. What keeps it from that: a text for the client, or nothing that lasts. */
  private async sit(exchange: NewsExchange): Promise<string | "unavailable" | undefined> {
    const { place } = this;
    if (exchange.plan?.do !== "grouped") return undefined;
    // What another session has selected on a connection is not for this one.
    if (place === undefined) return TEXTS.noGroup;
    if (this.isThere && this.lease !== undefined) return undefined;
    this.leave();
    const lease = this.take(place.provider, undefined);
    let reached: Replayed = "there";
    for (const step of replay(place)) {
      const told = await this.ask(lease, step);
      reached = told.kind === "reply" ? replayed(step, told.status) : "unavailable";
      if (reached !== "there" || this.isOver) break;
    }
    return this.arrive(place, reached, exchange);
  }

  private arrive(
    place: Place,
    reached: Replayed,
    { request }: NewsExchange,
  ): string | "unavailable" | undefined {
    if (reached === "unavailable" || this.isOver) return "unavailable";
    if (reached === "lost") {
      this.place = undefined;
      return TEXTS.groupLost;
    }
    this.isThere = true;
    if (reached === "there") return undefined;
    this.place = { ...place, number: undefined };
    return needsArticle(request) ? TEXTS.articleLost : undefined;
  }

  private take(provider: string | undefined, except: ReadonlySet<string> | undefined): Lease {
    const lease = this.news.lease({
      ...(provider === undefined ? {} : { provider }),
      ...(except === undefined ? {} : { except }),
      timeoutMs: this.terms.timeoutMs,
      onLost: () => {
        if (this.lease !== lease) return;
        this.lease = undefined;
        this.isThere = false;
      },
      onWanted: () => {
        if (this.lease === lease && this.queue.length === 0) this.leave();
      },
    });
    this.lease = lease;
    return lease;
  }

  private ask(lease: Lease, { command, bytes }: ReplayStep): Promise<Told> {
    return new Promise((resolve) => {
      const told = (what: Told): void => {
        this.isBusy = false;
        resolve(what);
      };
      this.isBusy = true;
      lease.send(command, bytes, {
        write: () => undefined,
        end: (status, text) => told({ kind: "reply", status, text }),
        unavailable: () => told({ kind: "unavailable" }),
        broken: () => told({ kind: "unavailable" }),
      });
    });
  }

  /** `refusal`: the status of a reply that doesn't go out, since something can be done about it. */
  private relay(lease: Lease, exchange: NewsExchange, refusal: string | undefined): Promise<Told> {
    return new Promise((resolve) => {
      let isKept: boolean | undefined;
      const told = (what: Told): void => {
        this.isBusy = false;
        resolve(what);
      };
      exchange.flow = lease;
      const sink: ExchangeSink = {
        write: (bytes, start, end) => {
          isKept ??= bytes.toString("latin1", start, start + 3) === refusal;
          if (isKept) return;
          exchange.write(bytes, start, end);
          this.owner.wrote(exchange);
        },
        end: (status, text) => told({ kind: "reply", status, text }),
        unavailable: ({ kind }) => told({ kind: kind === "unsupported" ? "nobody" : "unavailable" }),
        broken: () => {
          if (exchange.begun) return told({ kind: "broken" });
          // It waited for its turn: the client has seen nothing of it.
          exchange.restart();
          told({ kind: "unavailable" });
        },
      };
      this.isBusy = true;
      lease.exchange(exchange.request, sink);
    });
  }
}

function selectsGroup({ request: { verb, args } }: NewsExchange): boolean {
  return verb === "GROUP" || (verb === "LISTGROUP" && args.length > 0);
}
