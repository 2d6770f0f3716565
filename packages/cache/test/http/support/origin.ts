import { type HttpCache, type HttpCacheOptions, httpCache } from "../../../src/http/index.ts";
import type { Next } from "../../../src/http/site.ts";
import { FakeCache, ManualClock } from "./fake-cache.ts";

export const URL_A = "https://shop.example/items/7";

/** A response with a text and headers. */
export function reply(text: string | null, headers: Record<string, string> = {}, status = 200): Response {
  return new Response(text, { status, headers });
}

/** An HTTP cache over a fake cache, and an origin that counts. */
export class Bench {
  readonly clock: ManualClock = new ManualClock();
  readonly cache: FakeCache;
  readonly http: HttpCache;
  /** What the origin has been asked. */
  readonly asked: Request[] = [];
  origin: (request: Request) => Response | Promise<Response>;

  constructor(
    origin: (request: Request) => Response | Promise<Response>,
    options: HttpCacheOptions = {},
    { json = false } = {},
  ) {
    this.origin = origin;
    this.cache = new FakeCache(this.clock, { json });
    this.http = httpCache(this.cache, { name: "test", clock: this.clock, ...options });
  }

  readonly next: Next = async (request) => {
    this.asked.push(request);
    return this.origin(request);
  };

  ask(given: string | Request = URL_A, init: RequestInit = {}): Promise<Response> {
    return this.http(given instanceof Request ? given : new Request(given, init), this.next);
  }

  /** Asks, and reads all of the answer. */
  async read(given: string | Request = URL_A, init: RequestInit = {}): Promise<Answer> {
    const answer = await answerOf(await this.ask(given, init));
    await this.settled();
    return answer;
  }

  /** Once nothing goes on behind answers. */
  async settled(): Promise<void> {
    while (this.cache.background.size > 0) await Promise.all(this.cache.background);
    // A body that has been read is stored a few turns later.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cache: string | null;
  readonly age: string | null;
  readonly headers: Headers;
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return {
    status,
    text: await response.text(),
    cache: headers.get("cache-status"),
    age: headers.get("age"),
    headers,
  };
}

/** Resolves once a condition holds: checked whenever the event loop comes round. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
