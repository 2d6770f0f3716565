import { expect, it, onTestFinished } from "vitest";
import { redis } from "../../src/index.ts";
import { CLIENTS, openClient } from "./support/clients.ts";
import { keyOf, stored } from "./support/entries.ts";
import { startPlace } from "./support/servers.ts";

it.each(CLIENTS)("a budget longer than any timer ends nothing, over %s", async (name) => {
  const place = await startPlace("redis");
  const { client, close } = await openClient(name, place.url, false);
  onTestFinished(async () => {
    await close();
    await place.close();
  });
  const layers = [redis({ client }), redis({ url: place.url, prefix: "own:" })];
  const context = { timeoutMs: 30 * 86_400_000 };
  const items = Array.from({ length: 500 }, (_, id) => ({ key: keyOf(id), stored: stored("v") }));
  for (const layer of layers) {
    onTestFinished(() => layer.close());
    expect(await layer.write(items, context)).toEqual(items.map(() => "stored"));
    expect(await layer.clear({ scope: [] }, context)).toBe(items.length);
  }
});
