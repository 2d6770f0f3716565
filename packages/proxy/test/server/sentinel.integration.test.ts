import { type SentinelGroup, startSentinelGroup, until } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proxy as Running } from "../../src/server/proxy.ts";
import { clientOf, proxyOf } from "../support/start.ts";

describe("servers that Sentinels watch", () => {
  let group: SentinelGroup;
  let proxy: Running;

  beforeAll(async () => {
    group = await startSentinelGroup();
    proxy = await proxyOf(`
      listeners: [{ address: 127.0.0.1:0, limits: { requestTimeoutMs: 20000 } }]
      backends: { main: { urls: "${group.url}", readFrom: preferReplica } }
    `);
  });

  afterAll(async () => {
    await proxy.close();
    await group.close();
  });

  it("lose no write that was confirmed after a failover, which sessions don't notice", async () => {
    await using talk = await clientOf(proxy);
    await using listening = await clientOf(proxy);
    await listening.send("SUBSCRIBE news");
    const before = await group.primary();
    expect(await talk.pipeline(["SET k 1", "WAIT 2 5000"])).toEqual(["OK", 2]);
    await before.kill();
    await group.waitForOther(before);
    expect(await talk.send("SET k 2")).toBe("OK");
    const after = await group.primary();
    expect(after).not.toBe(before);
    expect(await after.command("GET", "k")).toBe("2");
    expect(await talk.pipeline(["MULTI", "INCR k", "GET k", "EXEC"])).toEqual([
      "OK",
      "QUEUED",
      "QUEUED",
      [3, "3"],
    ]);
    await until(async () => Number(await talk.send("PUBLISH news x")) > 0, {
      what: "the subscription to be back",
    });
    expect(await listening.next()).toEqual(["message", "news", "x"]);
  });
});
