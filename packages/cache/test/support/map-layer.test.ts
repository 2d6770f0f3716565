import { describe, expect, it } from "vitest";
import { decoded } from "../../src/codec/decoded.ts";
import { CacheError } from "../../src/errors.ts";
import { defineKey } from "../../src/key.ts";
import { entryOf } from "./entries.ts";
import { type MapLayer, mapLayer } from "./map-layer.ts";
import { MapServer } from "./map-server.ts";
import { HandClock } from "./tried.ts";

const item = defineKey<string, { id: number }>("item");
const [one, two] = [item({ id: 1 }), item({ id: 2 })];
const context = { timeoutMs: 100 };

async function write(layer: MapLayer, text: string): Promise<unknown> {
  const stored = entryOf(layer.codec.encode(text) as Uint8Array);
  return (await layer.write([{ key: one, stored }], context))[0];
}

async function text(layer: MapLayer): Promise<unknown> {
  const [found] = await layer.read([one], context);
  return found?.kind === "hit" ? decoded(layer.codec, found.stored.value) : found?.kind;
}

describe("the scripted layer", () => {
  it("fails as it is told, for the items it is told, until it is healed", async () => {
    const layer = mapLayer({ label: "far" });
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    layer.script.fail("read", "ERR_CACHE_TIMEOUT", (id) => id === two.id);
    const found = await layer.read([one, two], context);
    expect(found.map((each) => each.kind === "error" && each.error.code)).toEqual([
      "ERR_CACHE_UNREACHABLE",
      "ERR_CACHE_TIMEOUT",
    ]);
    expect(await write(layer, "lost")).toBeInstanceOf(CacheError);
    expect(await layer.clear(item.all, context)).toMatchObject({ layer: "far" });
    layer.script.heal();
    expect(await text(layer)).toBe("miss");
  });

  it("holds a call before its work, until it is released", async () => {
    const layer = mapLayer();
    const hold = layer.script.hold("write");
    const writing = write(layer, "late");
    await hold.reached;
    expect(await text(layer)).toBe("miss");
    hold.release();
    expect(await writing).toBe("stored");
    expect(await text(layer)).toBe("late");
  });

  it("holds an answer after the work, and only that of one call", async () => {
    const layer = mapLayer();
    const hold = layer.script.hold("write", "after");
    let answered = false;
    const writing = write(layer, "late").then(() => {
      answered = true;
    });
    await hold.reached;
    expect(await text(layer)).toBe("late");
    expect(await write(layer, "next")).toBe("stored");
    expect(answered).toBe(false);
    hold.release();
    await writing;
  });

  it("notes what it is asked", async () => {
    const layer = mapLayer();
    await layer.read([one, two], context);
    await layer.tags?.invalidate(["a"], 1, context);
    expect(layer.script.calls).toEqual([
      { step: "read", ids: [one.id, two.id], timeoutMs: 100 },
      { step: "invalidate", ids: ["a"], timeoutMs: 100 },
    ]);
    expect(layer.script.count("read")).toBe(1);
  });

  it("is one process of several at its server, by whose clock entries end", async () => {
    const clock = new HandClock();
    const server = new MapServer(clock);
    const [here, there] = [mapLayer({ server }), mapLayer({ server })];
    const value = here.codec.encode("shared") as Uint8Array;
    await here.write([{ key: one, stored: entryOf(value, clock.now() + 10) }], context);
    expect(await text(there)).toBe("shared");
    clock.advance(10);
    expect(await text(there)).toBe("miss");
  });

  it("has tags and a bus only if it is to have them", () => {
    const layer = mapLayer({ tags: false, bus: false });
    expect([layer.tags, layer.bus]).toEqual([undefined, undefined]);
  });
});
