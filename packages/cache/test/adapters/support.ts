import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll } from "vitest";
import { type Cache, type CacheOptions, compose, createCache, memory, redis } from "../../src/index.ts";

/** Makes a cache of the kind that is being tested. */
export type Open = (options?: Omit<CacheOptions, "backend">) => Cache;

/** Over memory alone. */
export const overMemory: Open = (options) => createCache({ ...options, backend: memory() });

/** Over a real server, with memory before it or without. The server is there while the tests of the file run. */
export function overServer(): readonly (readonly [name: string, open: Open])[] {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  // A slow machine is no reason for a late answer here.
  const budget = { read: "5s", write: "5s" } as const;
  return [
    [
      "memory and a server",
      () => createCache({ backend: compose(memory(), redis({ url: server.url }), { budget }) }),
    ],
    ["a server alone", () => createCache({ backend: compose(redis({ url: server.url }), { budget }) })],
  ];
}
