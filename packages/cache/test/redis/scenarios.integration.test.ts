import { afterAll, beforeAll, describe, it } from "vitest";
import { type RedisLayer, redis } from "../../src/index.ts";
import { type LayerUnderTest, layerScenarios } from "../../src/testing/index.ts";
import { CLIENTS, openClient } from "./support/clients.ts";
import { type Place, startPlace } from "./support/servers.ts";

const scenarios = layerScenarios({ kind: "remote", tags: true, bus: true, shared: true, leases: true });

describe.each(["redis", "cluster"])("on %s, a layer", (placeName) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(placeName);
  });
  afterAll(() => place?.close());

  describe.each(CLIENTS)("over %s", (clientName) => {
    describe.each(["hash", "string"] as const)("in the layout %s", (layout) => {
      async function open(): Promise<LayerUnderTest> {
        const prefix = `${clientName}:${layout}:`;
        const clients = await Promise.all(
          [1, 2].map(() => openClient(clientName, place.url, place.isCluster)),
        );
        const [layer, peer] = clients.map(({ client }) => redis({ client, layout, prefix })) as [
          RedisLayer,
          RedisLayer,
        ];
        return {
          layer,
          peer: async () => peer,
          interrupt: async () => {
            await place.everywhere("CLIENT", "KILL", "TYPE", "pubsub");
          },
          end: async () => {
            for (const each of clients) await each.close();
          },
        };
      }
      for (const { name, run } of scenarios) it(name, () => run(open));
    });
  });
});
