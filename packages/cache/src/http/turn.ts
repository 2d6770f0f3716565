import type { LoadContext } from "../fetched.ts";
import { answerFrom, passOn, unmodified } from "./answer.ts";
import type { CacheStatus, Forward } from "./cache-status.ts";
import { type Captured, type CaptureOptions, capture } from "./capture.ts";
import { askingHeaders } from "./conditional.ts";
import { directivesOf } from "./directives.ts";
import type { Errand } from "./errand.ts";
import { type Answer, ageOnArrival } from "./freshness.ts";
import { lasting } from "./headers.ts";
import { place } from "./placing.ts";
import type { Keeping } from "./plan.ts";
import { merged } from "./revalidated.ts";
import { dangerOf, isOpen } from "./safety.ts";
import { type Site, withKey } from "./site.ts";
import { readStored, type StoredResponse, type StoredValue, stored, UNSHARED } from "./stored.ts";
import { unlessAborted } from "./waiting.ts";

/** The origin failed, and something stored may take the place of its answer. */
export class OriginFailure extends Error {
  override readonly name = "OriginFailure";
  readonly response: Response;

  constructor(response: Response) {
    super(`the origin answered with ${response.status}`);
    this.response = response;
  }
}

/** Asks the origin once, hands its response to whoever waits as soon as its headers are there, and gives what to store. */
export class Turn {
  /** The response for the one whose turn it is. Rejects with what {@link Turn.load} throws. */
  readonly led: Promise<Response>;
  #lead!: (response: Response) => void;
  #fail!: (error: unknown) => void;
  #isAbandoned = false;
  #asks = false;
  readonly #errand: Errand;
  readonly #site: Site;

  constructor(errand: Errand, site: Site) {
    this.#errand = errand;
    this.#site = site;
    this.led = new Promise((resolve, reject) => {
      this.#lead = resolve;
      this.#fail = reject;
    });
    // Nobody may be waiting any more.
    this.led.catch(() => {});
  }

  /** Whether the origin has been asked for the one whose turn it is. Then `led` settles. */
  get asks(): boolean {
    return this.#asks;
  }

  /** Nobody wants the response itself any more: what is read of it is for storing alone. */
  abandon(): void {
    this.#isAbandoned = true;
    this.led.then((response) => response.body?.cancel()).catch(() => {});
  }

  /** The loader. @throws what the origin fails with; {@link OriginFailure} if something stored may answer instead. */
  readonly load = async (context: LoadContext<StoredValue>): Promise<StoredValue> => {
    const isBackground = this.#isBackground(context);
    if (isBackground) this.#isAbandoned = true;
    else this.#asks = true;
    try {
      return await this.#load(context, isBackground);
    } catch (error) {
      this.#fail(error);
      if (isBackground || !this.#errand.request.signal.aborted) throw error;
      // It was this client that left: those who wait with it shall not fail for that.
      return this.#unshared(context);
    }
  };

  async #load(context: LoadContext<StoredValue>, isBackground: boolean): Promise<StoredValue> {
    const before = readStored(context.previous?.value);
    const previous = before?.kind === "response" ? before : undefined;
    const origin = await this.#ask(previous, isBackground, context.signal);
    const given = this.#errand.forward;
    const forward = previous === undefined || given === "request" ? given : "stale";
    if (origin.status === 304 && previous !== undefined) {
      return this.#renew(previous, origin, forward, context);
    }
    return this.#take(origin, previous, forward, context);
  }

  /** A stale value has been served already. */
  #isBackground({ previous }: LoadContext<StoredValue>): boolean {
    const { policy } = this.#errand.plan;
    if (previous === undefined || (policy.onStale ?? "background") !== "background") return false;
    return this.#site.clock.now() < previous.times.expiresAt;
  }

  async #ask(
    previous: StoredResponse | undefined,
    isBackground: boolean,
    signal: AbortSignal,
  ): Promise<Response> {
    const { request } = this.#errand;
    const headers = askingHeaders(request.headers, previous?.headers);
    if (isBackground) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#site.backgroundMs)]);
      return this.#send(new Request(request, { headers, signal: limit }), isBackground);
    }
    // The load may be given up until the response is there. Then it is the client's as well.
    const waiting = new AbortController();
    const giveUp = (): void => waiting.abort(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      const both = AbortSignal.any([request.signal, waiting.signal]);
      return await this.#send(new Request(request, { headers, signal: both }), isBackground);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  async #send(request: Request, isBackground: boolean): Promise<Response> {
    const asking = Promise.resolve(this.#errand.next(request, { isBackground }));
    try {
      return await unlessAborted(asking, request.signal);
    } catch (error) {
      // It may come yet, and nobody wants it.
      asking.then((late) => late.body?.cancel()).catch(() => {});
      throw error;
    }
  }

  /** The origin says that what is stored still holds. */
  async #renew(
    previous: StoredResponse,
    origin: Response,
    forward: Forward,
    context: LoadContext<StoredValue>,
  ): Promise<StoredValue> {
    const headers = merged(previous, origin);
    const answer = this.#answer(previous.status, headers);
    const keeping = this.#keepingOf(answer, headers);
    const renewed = this.#stored(answer, previous, previous.body, keeping);
    const isKept = typeof keeping !== "string";
    this.#reply(renewed, { forward, forwardStatus: 304, stored: isKept });
    return isKept ? this.#keep(renewed, keeping, headers, context) : this.#unshared(context);
  }

  async #take(
    origin: Response,
    previous: StoredResponse | undefined,
    forward: Forward,
    context: LoadContext<StoredValue>,
  ): Promise<StoredValue> {
    const answer = this.#answer(origin.status, origin.headers);
    // It is another URL's: how long this one leads there, nobody knows.
    const keeping = origin.redirected ? "redirected" : this.#keepingOf(answer, origin.headers);
    const status: CacheStatus = { forward, forwardStatus: origin.status };
    if (typeof keeping === "string") {
      if (origin.status >= 500 && previous && this.#replaces(previous)) throw new OriginFailure(origin);
      this.#leadWith(origin, origin.body, { ...status, detail: keeping });
      return this.#unshared(context);
    }
    const captured = await this.#capture(origin, { ...status, stored: true });
    if (captured.kind !== "complete" || !this.#errand.plan.keepsBody(captured.bytes)) {
      return this.#unshared(context);
    }
    const value = this.#stored(answer, origin, captured.bytes, keeping);
    return this.#keep(value, keeping, origin.headers, context);
  }

  #replaces(previous: StoredResponse): boolean {
    return this.#errand.plan.replacesErrors(previous, this.#site.clock.now());
  }

  #answer(status: number, headers: Headers): Answer {
    const receivedAt = this.#site.clock.now();
    const lines = lasting(headers);
    // RFC 9110 6.6.1: whoever stores a response without a date gives it one.
    if (!headers.has("date")) lines.push(["date", new Date(receivedAt).toUTCString()]);
    return {
      status,
      headers: lines,
      directives: directivesOf(headers.get("cache-control")),
      receivedAt,
      ageMs: ageOnArrival(headers, receivedAt),
    };
  }

  #keepingOf(answer: Answer, headers: Headers): Keeping | string {
    const { plan } = this.#errand;
    const { status, directives } = answer;
    const danger = dangerOf({ status, headers, directives }, plan);
    if (danger !== undefined) return danger;
    if (lengthOf(headers) > plan.maxBytes) return "too-large";
    return plan.keep(answer);
  }

  #stored(
    answer: Answer,
    { statusText }: { readonly statusText: string },
    body: Uint8Array,
    keeping: Keeping | string,
  ): StoredResponse {
    const { status, headers, directives, receivedAt, ageMs } = answer;
    const freshness = typeof keeping === "string" ? undefined : keeping.freshness;
    const open = isOpen(directives);
    return stored({
      status,
      statusText,
      headers: headers.filter(([name]) => name !== "age"),
      body,
      receivedAt,
      ageMs,
      open,
      ...(freshness && { freshness }),
    });
  }

  /** Lets the body through to the client and gives a copy of it. */
  async #capture(origin: Response, status: CacheStatus): Promise<Captured> {
    const client = this.#isAbandoned ? undefined : this.#errand.request;
    const known = client && unmodified(origin, client, this.#with(status), this.#site.marks);
    if (known !== undefined) this.#lead(known);
    const isRead = client !== undefined && known === undefined;
    if (origin.body === null) {
      if (isRead) this.#leadWith(origin, null, status);
      return { kind: "complete", bytes: new Uint8Array() };
    }
    const length = lengthOf(origin.headers);
    const options: CaptureOptions = {
      maxBytes: this.#errand.plan.maxBytes,
      expectedBytes: length < 0 ? undefined : length,
      read: isRead,
    };
    const { body, captured } = capture(origin.body, options);
    if (isRead) this.#leadWith(origin, body, status);
    return captured;
  }

  async #keep(
    value: StoredResponse,
    keeping: Keeping,
    headers: Headers,
    context: LoadContext<StoredValue>,
  ): Promise<StoredValue> {
    const { plan, key } = this.#errand;
    const { clock, streaks } = this.#site;
    if (plan.isUsable(value, clock.now(), undefined)) streaks.shared(key.id);
    else streaks.unshared(key.id, clock.now());
    return place(value, keeping, headers, this.#errand, context, this.#site.cache);
  }

  #unshared(context: LoadContext<StoredValue>): StoredValue {
    this.#site.streaks.unshared(this.#errand.key.id, this.#site.clock.now());
    context.skip();
    return UNSHARED;
  }

  #reply(value: StoredResponse, status: CacheStatus): void {
    const { clock, marks } = this.#site;
    this.#lead(answerFrom(value, this.#errand.request, this.#with(status), marks, clock.now()));
  }

  #leadWith(origin: Response, body: ReadableStream<Uint8Array> | null, status: CacheStatus): void {
    const { marks } = this.#site;
    // A body that fails at its end is nobody's worry any more.
    const drop = () => body?.cancel().catch(() => {});
    if (this.#isAbandoned) return void drop();
    const known = unmodified(origin, this.#errand.request, this.#with(status), marks);
    if (known !== undefined) void drop();
    this.#lead(known ?? passOn(origin, body, this.#with(status), marks));
  }

  #with(status: CacheStatus): CacheStatus {
    const { plan, hasWaited } = this.#errand;
    return withKey(hasWaited ? { ...status, collapsed: false } : status, plan, this.#site);
  }
}

/** What the headers say of the body's length; -1 if they don't. */
function lengthOf(headers: Headers): number {
  const text = headers.get("content-length");
  return text !== null && /^\d+$/.test(text) ? Number(text) : -1;
}
