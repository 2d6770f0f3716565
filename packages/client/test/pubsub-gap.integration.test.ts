import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { startServer, until } from "fairlead-harness";
import { expect, it } from "vitest";
import { connect } from "../src/index.ts";

it("fairlead:pubsub-gap tells of subscriptions that were missing for a while", async () => {
  await using single = await startServer();
  await using client = await connect(single.url);
  const events: unknown[] = [];
  const listener = (event: unknown): void => void events.push(event);
  subscribe("fairlead:pubsub-gap", listener);
  try {
    await client.subscribe(["a", "b"]).ready;
    expect(events).toEqual([]);
    await single.command("CLIENT", "KILL", "TYPE", "pubsub");
    await until(() => events.length > 0, { what: "the gap to be told" });
    expect(events).toEqual([
      {
        kind: "channel",
        subscriptions: 2,
        address: `${single.host}:${single.port}`,
        durationMs: expect.any(Number),
        reason: "reconnected",
      },
    ]);
  } finally {
    unsubscribe("fairlead:pubsub-gap", listener);
  }
});
