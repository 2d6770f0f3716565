import { expect, test } from "vitest";
import { specNamed } from "../../src/commands/lookup.ts";
import { isCombined } from "../../src/commands/policies.ts";

test.each([
  ["DBSIZE", true],
  ["FLUSHALL", true],
  ["PING", true],
  // No policy, but arrays that can be put together.
  ["KEYS", true],
  ["SLOWLOG GET", true],
  ["CLUSTER SLOT-STATS", true],
  ["RANDOMKEY", true],
  ["PUBSUB CHANNELS", true],
  // Goes to one node unless a route says otherwise.
  ["CLIENT KILL", true],
  ["INFO", false],
  ["LATENCY LATEST", false],
  ["SCAN", false],
  ["CONFIG GET", false],
  ["GET", false],
  // Sent whole, each node answers for itself.
  ["MGET", false],
  ["DEL", false],
  ["MSET", false],
  ["NO.SUCH", false],
])("whether the replies of many nodes become one: %s %j", (name, combined) => {
  expect(isCombined(specNamed(name))).toBe(combined);
});
