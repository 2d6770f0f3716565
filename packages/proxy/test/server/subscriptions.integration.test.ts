import { startServer } from "fairlead-harness";
import { afterEach, expect, it } from "vitest";
import { startProxy } from "../../src/server/proxy.ts";
import { disposer } from "../support/disposer.ts";
import { addressOf, configOf } from "./proxies.ts";
import { RawClient } from "./raw-client.ts";

const { use, dispose } = disposer();
afterEach(dispose);

it("refuses a subscription that no server confirms in time", async () => {
  const server = use(await startServer());
  const proxy = use(
    await startProxy(
      configOf(`
listeners: [{ name: main, address: "127.0.0.1:0", limits: { requestTimeoutMs: 300 } }]
backends: { back: { urls: "${server.url}" } }`),
    ),
  );
  const client = use(await RawClient.open(addressOf(proxy)));
  server.freeze();
  expect(await client.text("SUBSCRIBE", "news")).toBe(
    "CLUSTERDOWN proxy: no server confirmed the subscription in time",
  );
  server.thaw();
  expect(await client.text("SUBSCRIBE", "news")).toBe("subscribe,news,1");
});
