import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { redis } from "../../src/index.ts";
import { CLIENTS, openClient } from "./support/clients.ts";
import { keyOf, stored } from "./support/entries.ts";
import { type Place, startPlace } from "./support/servers.ts";

const STEP_MS = 300;
let place: Place;

beforeAll(async () => {
  place = await startPlace("redis");
});
afterAll(() => place.close());

it.each(CLIENTS)("keys can be read as slowly as one likes, over %s", async (name) => {
  const { client, close } = await openClient(name, place.url, false);
  onTestFinished(close);
  const layer = redis({ client, prefix: name });
  const keys = Array.from({ length: 2_500 }, (_, id) => keyOf(id));
  await layer.write(
    keys.map((key) => ({ key, stored: stored("v") })),
    { timeoutMs: 5_000 },
  );
  const told = new Set<string>();
  for await (const ids of layer.keys!({ scope: [] }, { timeoutMs: STEP_MS })) {
    for (const id of ids) told.add(id);
    await setTimeout(STEP_MS / 2);
  }
  expect(told.size).toBe(keys.length);
});
