import { CacheError } from "../errors.ts";
import type { Bus } from "../layer.ts";
import type { Asker } from "./asker.ts";
import { pause } from "./pause.ts";
import type { RedisLike } from "./redis-like.ts";
import { PUBLISH, SPUBLISH } from "./verbs.ts";
import { within } from "./within.ts";

/** How long the server may take to say whether channels belong to slots, and how long after that it is asked again, ms. */
const QUESTION_MS = 2_000;
const AGAIN_MS = 250;

/** A bus over one channel: sharded where the servers can do it, so that not every node of a cluster has to hear of all. */
export function busOver(asker: Asker, channel: string): Bus {
  const sharding = new Sharding(asker.redis);
  return {
    async publish(text, { timeoutMs }) {
      const refusal = asker.refusal(timeoutMs);
      if (refusal !== undefined) return refusal;
      const before = performance.now();
      const sharded = sharding.known ?? (await within(sharding.find(timeoutMs), timeoutMs));
      if (sharded instanceof Error) return asker.failure(sharded);
      const left = timeoutMs - (performance.now() - before);
      const verb = sharded ? SPUBLISH : PUBLISH;
      const [answer] = await asker.ask([{ verb, args: [channel, text] }], { timeoutMs: left }, true);
      return answer instanceof CacheError ? answer : undefined;
    },
    listen(hear, missed) {
      const ending = new AbortController();
      const { signal } = ending;
      void sharding.findAtLast(signal, asker).then((sharded) => {
        if (sharded === undefined) return;
        const stop = asker.redis.subscribe(channel, sharded, {
          hear: (text) => {
            if (!signal.aborted) hear(text);
          },
          missed: () => {
            if (!signal.aborted) missed();
          },
        });
        signal.addEventListener("abort", stop, { once: true });
      });
      return () => ending.abort();
    },
  };
}

/** Whether channels belong to slots: asked once, and then known. */
class Sharding {
  known: boolean | undefined = undefined;
  private question: Promise<boolean> | undefined = undefined;
  private readonly redis: RedisLike;

  constructor(redis: RedisLike) {
    this.redis = redis;
  }

  find(timeoutMs: number): Promise<boolean> {
    this.question ??= this.redis
      .isSharded(Math.max(timeoutMs, QUESTION_MS))
      .then((sharded) => {
        this.known = sharded;
        return sharded;
      })
      .finally(() => {
        this.question = undefined;
      });
    return this.question;
  }

  /** Asks on and on; `undefined` when aborted, or the layer is closed. */
  async findAtLast(signal: AbortSignal, asker: Asker): Promise<boolean | undefined> {
    for (;;) {
      const sharded = this.known ?? (await this.find(QUESTION_MS).catch(() => undefined));
      if (signal.aborted || asker.refusal(1) !== undefined) return undefined;
      if (sharded !== undefined) return sharded;
      await pause(AGAIN_MS, signal);
    }
  }
}
