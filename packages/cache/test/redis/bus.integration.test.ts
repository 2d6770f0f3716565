import { until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RedisLayer, redis } from "../../src/index.ts";
import { CLIENTS, type ClientName, openClient } from "./support/clients.ts";
import { disposer } from "./support/disposer.ts";
import { PLACES, type Place, startPlace } from "./support/servers.ts";

const context = { timeoutMs: 5_000 };

/** What a listener heard, `missed` for a gap. */
class Listener {
  readonly heard: string[] = [];
  readonly stop: () => void;

  constructor(layer: RedisLayer) {
    const add = (text: string): void => void this.heard.push(text);
    this.stop = layer.bus.listen(add, () => add("missed"));
  }

  has(text: string): Promise<boolean> {
    return until(() => this.heard.includes(text), { what: `"${text}", not only ${this.heard.join()}` });
  }

  /** Until it stands, again after all that was heard so far. */
  async stands(): Promise<void> {
    await until(() => this.heard.at(-1) === "missed", { what: "a gap", timeoutMs: 20_000 });
  }
}

describe.each(PLACES)("the bus on %s", (placeName) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(placeName);
  });
  afterAll(() => place?.close());
  const { use, dispose } = disposer();
  afterEach(dispose);

  async function open(name: ClientName, prefix = "cache:"): Promise<RedisLayer> {
    const { client } = use(await openClient(name, place.url, place.isCluster));
    return use(redis({ client, prefix }));
  }

  it("is one for all clients, and for those alone that share its prefix", async () => {
    const layers = await Promise.all(CLIENTS.map((name) => open(name)));
    const listeners = layers.map((layer) => new Listener(layer));
    const other = new Listener(await open("fairlead", "other:"));
    await Promise.all([...listeners, other].map((each) => each.stands()));
    for (const [at, layer] of layers.entries()) {
      expect(await layer.bus.publish(`from ${CLIENTS[at]} \ud83d\ude00`, context)).toBeUndefined();
    }
    for (const { heard } of listeners) {
      await until(() => heard.length >= 1 + CLIENTS.length, { what: "all to be heard" });
      expect(heard).toEqual(["missed", ...CLIENTS.map((name) => `from ${name} \ud83d\ude00`)]);
    }
    expect(other.heard).toEqual(["missed"]);
  });

  if (placeName === "cluster") {
    it("is sharded: only the node that owns the channel has it", async () => {
      const listener = new Listener(await open("ioredis"));
      await listener.stands();
      const primaries = await place.cluster!.primaries();
      const channels = await Promise.all(primaries.map((node) => node.command("PUBSUB", "SHARDCHANNELS")));
      expect(channels.flat()).toEqual(["cache:bus"]);
    });
  }

  describe.each(CLIENTS)("over %s", (name) => {
    it("tells of a gap when the subscriber's connection was lost, and goes on", async () => {
      const layer = await open(name);
      const listener = new Listener(layer);
      await listener.stands();
      await layer.bus.publish("one", context);
      await listener.has("one");
      await place.everywhere("CLIENT", "KILL", "TYPE", "pubsub");
      await listener.stands();
      expect(listener.heard.filter((text) => text !== "missed")).toEqual(["one"]);
      await layer.bus.publish("two", context);
      await listener.has("two");
    });

    it("is heard no more once that is stopped, or the layer closed", async () => {
      const layer = await open(name);
      const [stopped, other, kept] = [
        new Listener(layer),
        new Listener(await open(name)),
        new Listener(layer),
      ];
      await Promise.all([stopped.stands(), other.stands(), kept.stands()]);
      stopped.stop();
      await layer.bus.publish("one", context);
      await Promise.all([other.has("one"), kept.has("one")]);
      await layer.close();
      await (await open(name)).bus.publish("two", context);
      await other.has("two");
      expect(stopped.heard).toEqual(["missed"]);
      expect(kept.heard).toEqual(["missed", "one"]);
    });

    if (placeName !== "cluster") return;
    it("follows its channel to another node, and tells of the gap", async () => {
      const { cluster } = place;
      const layer = await open(name);
      const listener = new Listener(layer);
      await listener.stands();
      await layer.bus.publish("one", context);
      await listener.has("one");
      const [any] = await cluster!.primaries();
      const slot = Number(await any!.command("CLUSTER", "KEYSLOT", "cache:bus"));
      const from = await cluster!.primaryOf(slot);
      const to = (await cluster!.primaries()).find((node) => node !== from)!;
      await cluster!.moveSlots([slot], from, to);
      await listener.stands();
      await layer.bus.publish("two", context);
      await listener.has("two");
    });
  });
});
