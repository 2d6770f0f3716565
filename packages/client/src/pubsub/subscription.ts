import { DeliveryError } from "../errors.ts";
import type { Cancel } from "../runtime.ts";
import type { Channel } from "./channel.ts";
import { type Gap, type GapReason, Inbox, type Message } from "./inbox.ts";

type Item<T extends string | Buffer> = Message<T> | Gap<T>;

type SubscriptionState =
  | { readonly kind: "open" }
  | { readonly kind: "closed" }
  /** The loop throws `error`, once it has read what came before it. */
  | { readonly kind: "failed"; readonly error: unknown };

/**
 * What is published on some channels, and where something may be missing:
 *
 * ```ts
 * for await (const item of subscription) {
 *   if (item.kind === "gap") await readEverythingAnew();
 *   else console.log(item.channel, item.payload);
 * }
 * ```
 *
 * Ends with the loop, with `close()`, and with the client. The loop throws what ended the subscription otherwise: the
 * {@link ReplyError} of a server that refuses one of the channels, or the reason of the aborted signal.
 */
export class Subscription<T extends string | Buffer = string>
  implements AsyncIterable<Message<T> | Gap<T>>, AsyncDisposable
{
  /** The channels or patterns, each once. */
  readonly channels: readonly T[];
  /**
   * Fulfils once a server has confirmed every channel. Need not be looked at.
   * @throws {ReplyError} when a server refuses one of them; this ends the subscription.
   * @throws {DeliveryError} `ERR_TIMEOUT` after the client's `timeoutMs`: the subscription is tried on and on.
   *   `ERR_CLOSED` when it was closed before.
   * @throws the signal's reason when aborted.
   */
  readonly ready: Promise<void>;
  private state: SubscriptionState = { kind: "open" };
  private readonly inbox: Inbox<T>;
  private readonly readers: ((result: IteratorResult<Item<T>> | PromiseLike<never>) => void)[] = [];
  private readonly asBytes: boolean;
  /** What the server has not confirmed yet. */
  private readonly unconfirmed: Set<Channel>;
  private fulfilReady: () => void = () => undefined;
  private rejectReady: (error: unknown) => void = () => undefined;
  /** Undoes what was set up for it, such as an abort listener. */
  private readonly release: Cancel;

  /** @internal */
  constructor(
    channels: readonly Channel[],
    unconfirmed: readonly Channel[],
    asBytes: boolean,
    maxBuffered: number,
    release: Cancel,
  ) {
    this.asBytes = asBytes;
    this.inbox = new Inbox(maxBuffered);
    this.release = release;
    this.channels = channels.map(({ wire }) => this.form(wire));
    this.unconfirmed = new Set(unconfirmed);
    this.ready = new Promise((fulfil, reject) => {
      this.fulfilReady = fulfil;
      this.rejectReady = reject;
    });
    // Whoever doesn't ask for it need not handle it.
    this.ready.catch(() => undefined);
    if (this.unconfirmed.size === 0) this.fulfilReady();
  }

  /** Messages dropped because too many others were waiting to be read. */
  get dropped(): number {
    return this.inbox.dropped;
  }

  /** Leaves the channels; loops over the subscription end once they have read what came before. */
  async close(): Promise<void> {
    this.end({ kind: "closed" }, new DeliveryError("ERR_CLOSED", "unsent", "SUBSCRIBE", undefined));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<Message<T> | Gap<T>> {
    return {
      next: () => this.next(),
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  /** @internal */
  deliver(channel: string | Buffer, payload: string | Buffer, pattern: string | Buffer | undefined): void {
    // Text began to arrive before anybody asked for bytes: it is older than this subscription.
    if (this.asBytes && typeof payload === "string") return;
    const message: Message<T> =
      pattern === undefined
        ? { kind: "message", channel: this.form(channel), payload: this.form(payload) }
        : {
            kind: "message",
            channel: this.form(channel),
            payload: this.form(payload),
            pattern: this.form(pattern),
          };
    const reader = this.readers.shift();
    if (reader === undefined) this.inbox.add(message);
    else reader({ done: false, value: message });
  }

  /** @internal */
  confirmed(channel: Channel, lost: GapReason | undefined): void {
    if (this.unconfirmed.delete(channel)) {
      if (this.unconfirmed.size === 0) this.fulfilReady();
      return;
    }
    if (lost === undefined) return;
    this.inbox.addGap(this.form(channel.wire), lost);
    const value = this.readers.length === 0 ? undefined : this.inbox.take();
    if (value !== undefined) this.readers.shift()?.({ done: false, value });
  }

  /** @internal */
  timedOut(): void {
    this.rejectReady(new DeliveryError("ERR_TIMEOUT", "unknown", "SUBSCRIBE", undefined));
  }

  /** @internal */
  fail(error: unknown): void {
    this.end({ kind: "failed", error }, error);
  }

  /** As {@link Subscription.fail}, and what waits to be read is dropped. @internal */
  abort(reason: unknown): void {
    this.inbox.clear();
    this.fail(reason);
  }

  private end(state: SubscriptionState, unready: unknown): void {
    if (this.state.kind !== "open") return;
    this.state = state;
    this.release();
    this.rejectReady(unready);
    for (const reader of this.readers.splice(0)) reader(this.lastResult());
  }

  private next(): Promise<IteratorResult<Item<T>>> {
    const value = this.inbox.take();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (this.state.kind !== "open") return Promise.resolve(this.lastResult());
    return new Promise((resolve) => void this.readers.push(resolve));
  }

  private lastResult(): IteratorResult<Item<T>> | Promise<never> {
    const { state } = this;
    if (state.kind !== "failed") return { done: true, value: undefined };
    this.state = { kind: "closed" };
    return Promise.reject(state.error as Error);
  }

  private form(name: string | Buffer): T {
    if (this.asBytes) return (typeof name === "string" ? Buffer.from(name) : name) as T;
    return (typeof name === "string" ? name : name.toString()) as T;
  }
}
