import { CacheError } from "../errors.ts";
import type { Context } from "../layer.ts";
import { failureOf } from "./failure.ts";
import type { Answer, RedisLike, Request } from "./redis-like.ts";

/** An answer whose errors are the cache's own. */
export type Told = Exclude<Answer, Error> | CacheError;

/** Asks the servers for the layer, in its name and as long as it is open. */
export class Asker {
  readonly redis: RedisLike;
  readonly label: string;
  private closing: Promise<void> | undefined = undefined;

  constructor(redis: RedisLike, label: string) {
    this.redis = redis;
    this.label = label;
  }

  /**
   * One answer for each request. Never rejects. `repeatable`: they may run twice without harm. `latin1`: as in {@link SendOptions}.
   */
  ask(
    requests: readonly Request[],
    { timeoutMs }: Context,
    repeatable: boolean,
    latin1 = false,
  ): Promise<readonly Told[]> {
    if (requests.length === 0) return Promise.resolve([]);
    const refusal = this.refusal(timeoutMs);
    if (refusal !== undefined) return Promise.resolve(new Array<Told>(requests.length).fill(refusal));
    return this.redis.send(requests, { timeoutMs, repeatable, latin1 }).then(this.told);
  }

  private readonly told = (answers: readonly Answer[]): readonly Told[] => {
    for (const answer of answers) {
      if (answer instanceof Error) return answers.map((each) => this.toldOf(each));
    }
    return answers as readonly Told[];
  };

  private toldOf(answer: Answer): Told {
    return answer instanceof Error ? this.failure(answer) : answer;
  }

  /** Why nothing can be asked. */
  refusal(timeoutMs: number): CacheError | undefined {
    if (this.closing !== undefined) {
      return new CacheError("ERR_CACHE_CLOSED", this.label, "The layer is closed");
    }
    if (timeoutMs > 0) return undefined;
    return new CacheError("ERR_CACHE_TIMEOUT", this.label, "There was no time left to ask the server");
  }

  failure(error: unknown): CacheError {
    return failureOf(error instanceof Error ? error : new Error(String(error)), this.label);
  }

  close(): Promise<void> {
    this.closing ??= this.redis.close();
    return this.closing;
  }
}
