import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll } from "vitest";
import { type Cache, type CacheOptions, compose, createCache, memory, redis } from "../../src/index.ts";

/** Makes a cache of the kind that is being tested. */
export type Open = (options?: Omit<CacheOptions, "backend">) => Cache;

/** Over memory alone. */
export const overMemory: Open = (options) => createCache({ ...options, backend: memory() });

/** Over memory and a real server, which is there while the tests of the file run. */
export function overServer(): Open {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  // A slow machine is no reason for a late answer here.
  return (options) =>
    createCache({
      ...options,
      backend: compose(memory(), redis({ url: server.url }), { budget: { read: "5s", write: "5s" } }),
    });
}

/** Leaves memory out, so that what is read is what the server has. */
export const WITHOUT_MEMORY = { layers: { memory: { skip: true } } } as const;
