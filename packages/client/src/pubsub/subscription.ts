import { RingQueue } from "../connection/ring-queue.ts";

/** One message of a subscription. */
export interface Message {
  readonly channel: string;
  readonly payload: string;
}

/** Messages that may wait for a slow reader before the oldest are dropped. */
const MAX_BUFFERED = 10_000;

/**
 * The messages of some channels, as `for await (const message of subscription)`. Ends with the loop, `close()`, or the
 * client. Messages published while the connection was lost are missing: Pub/Sub does not keep them.
 */
export class Subscription implements AsyncIterable<Message>, AsyncDisposable {
  readonly channels: readonly string[];
  /** Fulfils once the server has confirmed every channel. */
  readonly ready: Promise<void>;
  /** Messages dropped because {@link MAX_BUFFERED} others were waiting to be read. */
  dropped = 0;
  private readonly buffer = new RingQueue<Message>();
  private readonly waiting: ((result: IteratorResult<Message>) => void)[] = [];
  private ended = false;
  private readonly leave: (subscription: Subscription) => void;

  /** @internal */
  constructor(
    channels: readonly string[],
    ready: Promise<void>,
    leave: (subscription: Subscription) => void,
  ) {
    this.channels = channels;
    this.ready = ready;
    this.leave = leave;
  }

  /** @internal */
  deliver(message: Message): void {
    const reader = this.waiting.shift();
    if (reader !== undefined) {
      reader({ done: false, value: message });
      return;
    }
    this.buffer.push(message);
    if (this.buffer.length > MAX_BUFFERED) {
      this.buffer.shift();
      this.dropped++;
    }
  }

  /** Leaves the channels; loops over the subscription end. */
  async close(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.leave(this);
    for (const reader of this.waiting.splice(0)) reader({ done: true, value: undefined });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<Message> {
    return {
      next: () => {
        const message = this.buffer.shift();
        if (message !== undefined) return Promise.resolve({ done: false, value: message });
        if (this.ended) return Promise.resolve({ done: true, value: undefined });
        return new Promise((resolve) => void this.waiting.push(resolve));
      },
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }
}
