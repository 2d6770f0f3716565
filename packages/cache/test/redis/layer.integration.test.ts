import { until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RedisLayer, type RedisLayerOptions, redis, type Stored } from "../../src/index.ts";
import { CLIENTS, openClient } from "./support/clients.ts";
import { disposer } from "./support/disposer.ts";
import { asBytes, keyOf, marks, stored, texts } from "./support/entries.ts";
import { PLACES, type Place, startPlace } from "./support/servers.ts";

const context = { timeoutMs: 5_000 };
const LAYOUTS = ["hash", "string"] as const;
const MANY = 300;

describe.each(PLACES)("on %s", (placeName) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(placeName);
  });
  afterAll(() => place?.close());

  describe.each(CLIENTS)("over %s", (clientName) => {
    describe.each(LAYOUTS)("in the layout %s", (layout) => {
      const { use, dispose } = disposer();
      afterEach(dispose);

      async function open(options: RedisLayerOptions = {}): Promise<RedisLayer> {
        const { client } = use(await openClient(clientName, place.url, place.isCluster));
        const prefix = `${clientName}:${layout}:${Math.random()}:`;
        return use(redis({ client, layout, prefix, ...options }));
      }
      const write = (layer: RedisLayer, id: number | string, entry: Stored, unless?: number) =>
        layer.write(
          [{ key: keyOf(id), stored: entry, ...(unless === undefined ? {} : { unless }) }],
          context,
        );

      it("reads what was written as it was: payload, times and tags", async () => {
        const layer = await open();
        const now = Date.now();
        const entries: Stored[] = [
          stored("plain"),
          stored("", 10_000),
          { ...stored("all", 10_000), staleAt: now + 4_000, deadAt: now + 90_000 },
          {
            ...stored("tags"),
            tags: [
              ["a", 1],
              ["b \ud83d\ude00", 1_764_000_000_000],
            ],
          },
          { ...stored("ever"), expiresAt: Number.POSITIVE_INFINITY, deadAt: Number.POSITIVE_INFINITY },
          { ...stored("old", 10_000), createdAt: now - 50_000, staleAt: now - 10_000 },
          { ...stored("any"), value: Buffer.from(Array.from({ length: 256 }, (_, n) => n)) },
        ];
        const keys = entries.map((_, id) => keyOf(id));
        const items = entries.map((entry, id) => ({ key: keyOf(id), stored: entry, unless: 0 }));
        expect(await layer.write(items, context)).toEqual(entries.map(() => "stored"));
        const found = await layer.read(keys, context);
        expect(asBytes(found)).toEqual(
          entries.map((entry) => ({
            kind: "hit",
            stored: { ...entry, value: Buffer.from(entry.value) },
            removal: 0,
          })),
        );
      });

      it("reads, writes and removes many keys of any slots, each judged alone", async () => {
        const layer = await open();
        const ids = Array.from({ length: MANY }, (_, id) => id);
        const even = ids.filter((id) => id % 2 === 0);
        const items = even.map((id) => ({ key: keyOf(id), stored: stored(`v${id}`) }));
        expect(await layer.write(items, context)).toEqual(even.map(() => "stored"));
        const expected = ids.map((id) => (id % 2 === 0 ? `v${id}` : "miss"));
        expect(texts(await layer.read(ids.map(keyOf), context))).toEqual(expected);
        expect(await layer.remove(ids.map(keyOf), context)).toEqual(ids.map((id) => id % 2 === 0));
        expect(texts(await layer.read(ids.map(keyOf), context))).toEqual(ids.map(() => "miss"));
      });

      it("lets an entry of less than a second die in time", async () => {
        const layer = await open({ prefix: "short:" });
        await write(layer, layout, stored("x", 300));
        const name = `short:thing:0:id=${layout}`;
        const left = Number(await place.command(name, "PTTL", name));
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThanOrEqual(300);
        const gone = async () => Number(await place.command(name, "EXISTS", name)) === 0;
        await until(gone, { what: "the key to expire", timeoutMs: 2_000 });
      });

      it("replaces an entry wholly: nothing of the old one's fields and life is left", async () => {
        const layer = await open();
        const now = Date.now();
        await write(layer, 1, { ...stored("old"), staleAt: now, deadAt: now + 900_000, tags: [["t", 1]] }, 0);
        const forever = {
          ...stored("new"),
          expiresAt: Number.POSITIVE_INFINITY,
          deadAt: Number.POSITIVE_INFINITY,
        };
        await write(layer, 1, forever, 0);
        expect(asBytes(await layer.read([keyOf(1)], context))).toEqual([
          { kind: "hit", stored: { ...forever, value: Buffer.from("new") }, removal: 0 },
        ]);
      });

      it("remembers a removal for a while, and refuses what was loaded before", async () => {
        const layer = await open();
        const [before] = marks(await layer.read([keyOf(1)], context));
        expect(before).toBe(0);
        expect(await layer.remove([keyOf(1)], context)).toEqual([false]);
        expect(await write(layer, 1, stored("old"), before)).toEqual(["refused"]);
        const [after] = marks(await layer.read([keyOf(1)], context));
        expect(after).toBeGreaterThan(0);
        expect(await write(layer, 1, stored("new"), after)).toEqual(["stored"]);
        expect(texts(await layer.read([keyOf(1)], context))).toEqual(["new"]);
      });

      it("still refuses it when another has written in between, even an entry that is dead by then", async () => {
        const layer = await open();
        await layer.remove([keyOf(1)], context);
        const [mark] = marks(await layer.read([keyOf(1)], context));
        expect(await write(layer, 1, stored("by hand"))).toEqual(["stored"]);
        expect(await write(layer, 1, stored("old"), 0)).toEqual(["refused"]);
        const found = await layer.read([keyOf(1)], context);
        expect(texts(found)).toEqual(["by hand"]);
        const [given] = marks(found);
        expect(given).toBeGreaterThan(mark!);
        expect(await write(layer, 1, stored("late"), mark)).toEqual(["refused"]);
        expect(await write(layer, 1, stored("brief", 100), given)).toEqual(["stored"]);
        const dead = async () => texts(await layer.read([keyOf(1)], context))[0] === "miss";
        await until(dead, { what: "the brief entry to die" });
        expect(await write(layer, 1, stored("old"), 0)).toEqual(["refused"]);
        expect(await write(layer, 1, stored("new"), given)).toEqual(["stored"]);
        const [kept] = await layer.read([keyOf(1)], context);
        expect(kept?.kind === "hit" && kept.stored.deadAt - Date.now()).toBeGreaterThan(50_000);
      });

      it("forgets a removal in time", async () => {
        const layer = await open({ removal: 80 });
        await layer.remove([keyOf(1)], context);
        await until(async () => (await write(layer, 1, stored("old"), 0))[0] === "stored", {
          what: "the removal to be forgotten",
        });
        expect(marks(await layer.read([keyOf(1)], context))).toEqual([0]);
      });

      it("has marks that grow, also when many come at once", async () => {
        const layer = await open();
        const keys = Array.from({ length: 50 }, () => keyOf(1));
        const reads = keys.flatMap(() => [
          layer.remove([keyOf(1)], context).then(() => []),
          layer.read([keyOf(1)], context).then(marks),
        ]);
        const seen = (await Promise.all(reads)).flat();
        const [last] = marks(await layer.read([keyOf(1)], context));
        expect(Math.max(...seen)).toBeLessThanOrEqual(last!);
        expect(await layer.remove([keyOf(1)], context)).toEqual([false]);
        const [next] = marks(await layer.read([keyOf(1)], context));
        expect(next).toBeGreaterThan(last!);
      });

      it("has a mark above the last one even where the server's clock is behind it", async () => {
        const layer = await open({ prefix: `${clientName}behind:` });
        const ahead = (Date.now() + 3_600_000) * 1_000;
        const name = `${clientName}behind:thing:0:id=${layout}`;
        if (layout === "hash") await place.command(name, "HSET", name, "x", String(ahead));
        else await place.command(name, "SET", name, Buffer.from(`\xc1\x11\x01${ahead}`, "latin1"));
        expect(marks(await layer.read([keyOf(layout)], context))).toEqual([ahead]);
        await layer.remove([keyOf(layout)], context);
        expect(marks(await layer.read([keyOf(layout)], context))).toEqual([ahead + 1]);
      });

      it("takes what others have left there for a miss, counts it, and replaces it", async () => {
        const layer = await open({ prefix: `${clientName}foreign:` });
        const name = (id: string) => `${clientName}foreign:thing:0:id=${layout}${id}`;
        const foreign: (readonly string[])[] = [
          ["SET", name("0"), "text"],
          ["HSET", name("1"), "field", "value"],
          ["RPUSH", name("2"), "a"],
          layout === "hash" ? ["HSET", name("3"), "d", "x", "c", "what"] : ["SET", name("3"), ""],
        ];
        for (const words of foreign) await place.command(words[1]!, ...words);
        const keys = foreign.map((_, id) => keyOf(`${layout}${id}`));
        expect(texts(await layer.read(keys, context))).toEqual(["miss", "miss", "miss", "miss"]);
        // To MGET what is no string looks like nothing.
        expect(layer.unreadable).toBe(layout === "string" && !place.isCluster ? 2 : 4);
        const items = keys.map((key) => ({ key, stored: stored("mine"), unless: 0 }));
        expect(await layer.write(items, context)).toEqual(["stored", "stored", "stored", "stored"]);
        expect(texts(await layer.read(keys, context))).toEqual(["mine", "mine", "mine", "mine"]);
      });

      it("clears a range and nothing else, on every node, and refuses what was loaded before", async () => {
        const prefix = `[${clientName}]*?:`;
        const layer = await open({ prefix: `${prefix}a:` });
        const other = await open({ prefix: `${prefix}b:` });
        const ids = Array.from({ length: MANY }, (_, id) => id);
        const items = ids.map((id) => ({ key: keyOf(id), stored: stored("x") }));
        for (const each of [layer, other]) await each.write(items, context);
        await layer.tags.invalidate(["t"], 60_000, context);
        const stamps = await layer.tags.stamps(["t"], context);
        await place.command(`${prefix}a:list`, "RPUSH", `${prefix}a:list`, "mine");
        expect(await layer.clear({ scope: [], name: "thin" }, context)).toBe(0);
        expect(await layer.clear({ scope: [], name: "thing", version: 1 }, context)).toBe(0);
        expect(await layer.clear({ scope: [], name: "thing" }, context)).toBe(MANY);
        expect(texts(await layer.read(ids.map(keyOf), context))).toEqual(ids.map(() => "miss"));
        expect(texts(await other.read(ids.map(keyOf), context))).toEqual(ids.map(() => "x"));
        expect(await write(layer, 1, stored("loaded before"), 0)).toEqual(["refused"]);
        expect(await layer.clear({ scope: [] }, context)).toBe(0);
        expect(await layer.tags.stamps(["t"], context)).toEqual(stamps);
        expect(await place.command(`${prefix}a:list`, "DEL", `${prefix}a:list`)).toBe(1);
      });

      it("stamps tags, each time with a larger number, and keeps the stamp long enough", async () => {
        const layer = await open({ prefix: `${clientName}${layout}tags:` });
        expect(await layer.tags.stamps(["a", "b"], context)).toEqual([0, 0]);
        const first = (await layer.tags.invalidate(["a", "b"], 60_000, context)) as number[];
        expect(Math.abs(first[0]! - Date.now())).toBeLessThan(5_000);
        expect(await layer.tags.stamps(["b", "c", "a"], context)).toEqual([first[1], 0, first[0]]);
        const all = await Promise.all(
          Array.from({ length: 20 }, () => layer.tags.invalidate(["a"], 1_000, context)),
        );
        const stamps = all.flat() as number[];
        expect(new Set(stamps).size).toBe(20);
        expect(Math.min(...stamps)).toBeGreaterThan(first[0]!);
        const name = `${clientName}${layout}tags:#a`;
        expect(Number(await place.command(name, "PTTL", name))).toBeGreaterThan(50_000);
      });

      it("sends its scripts again to servers that forgot them", async () => {
        const layer = await open();
        await write(layer, 1, stored("a"));
        await place.everywhere("SCRIPT", "FLUSH");
        expect(await write(layer, 1, stored("b"))).toEqual(["stored"]);
        expect(await layer.remove([keyOf(1)], context)).toEqual([true]);
        expect(await layer.tags.invalidate(["x"], 1_000, context)).toEqual([expect.any(Number)]);
      });

      it("says of each item why it was refused", async () => {
        const layer = await open();
        const bad = { ...stored("x"), createdAt: Number.NaN };
        const outcomes = await layer.write(
          [
            { key: keyOf(1), stored: bad },
            { key: keyOf(2), stored: stored("good") },
          ],
          context,
        );
        expect(outcomes).toEqual([
          expect.objectContaining({ code: "ERR_CACHE_ENCODE", layer: "redis" }),
          "stored",
        ]);
      });

      it("is closed with an error for each item, and leaves the client open", async () => {
        const layer = await open();
        const other = await open();
        await layer.close();
        await layer.close();
        const closed = expect.objectContaining({ code: "ERR_CACHE_CLOSED" });
        expect(await layer.read([keyOf(1), keyOf(2)], context)).toEqual([
          { kind: "error", error: closed },
          { kind: "error", error: closed },
        ]);
        expect(await write(layer, 1, stored("x"))).toEqual([closed]);
        expect(await layer.remove([keyOf(1)], context)).toEqual([closed]);
        expect(await layer.clear({ scope: [] }, context)).toEqual(closed);
        expect(await layer.tags.stamps(["a"], context)).toEqual([closed]);
        expect(await layer.bus.publish("x", context)).toEqual(closed);
        expect(await write(other, 1, stored("x"))).toEqual(["stored"]);
      });
    });
  });
});
