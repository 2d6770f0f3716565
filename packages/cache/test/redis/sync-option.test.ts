import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { hashed, redis } from "../../src/index.ts";

const url = "redis://127.0.0.1:1";

test("changes can be tracked only where the keys can be read back, and by our client", () => {
  expect(redis({ url, sync: "tracking" }).changes).toBeDefined();
  expect(redis({ url }).changes).toBeUndefined();
  const refused = expect.objectContaining({ code: "ERR_CACHE_OPTION" });
  expect(() => redis({ url, sync: "tracking", keyFormat: hashed })).toThrow(refused);
  expect(() => redis({ client: new Redis({ lazyConnect: true }), sync: "tracking" })).toThrow(refused);
  expect(() => redis({ url, sync: "tracking", protocol: 2 })).toThrow(refused);
  expect(() => redis({ url, sync: "gossip" as "messages" })).toThrow(refused);
});
