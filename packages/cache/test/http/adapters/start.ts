import type { HttpCacheOptions } from "../../../src/http/index.ts";
import { type CacheLike, httpCache } from "../../../src/http/index.ts";
import { type createCache, memory } from "../../../src/index.ts";
import { FakeCache, ManualClock } from "../support/fake-cache.ts";
import { answerOf } from "../support/origin.ts";
import { type Handler, type Running, SERVERS } from "./servers.ts";

const open: Running[] = [];

/** Closes what was started. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}

/** A server of a framework with a cache before its handler; over the real cache if it is given how to make one. */
export async function start(
  framework: string,
  handler: Handler,
  options: HttpCacheOptions = {},
  real?: typeof createCache,
) {
  const clock = new ManualClock();
  const cache = new FakeCache(clock);
  const store: CacheLike = real?.({ backend: memory(), clock }) ?? cache;
  let count = 0;
  const counted: Handler = (asked) => {
    count++;
    return handler(asked);
  };
  const http = httpCache(store, { name: "test", clock, ...options });
  const server = await SERVERS[framework]!(http, counted);
  open.push(server);
  const ask = async (path = "/", init: RequestInit = {}) => answerOf(await fetch(server.url + path, init));
  return { url: server.url, clock, cache, ask, count: () => count };
}
