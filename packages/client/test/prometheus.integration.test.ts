import { type Server, startServer, startWire, until } from "fairlead-harness";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  publishPool,
  publishPubSubGap,
  publishRedirect,
  publishRetry,
  publishTopology,
} from "../src/diagnostics/publish.ts";
import { ConnectionError, connect } from "../src/index.ts";
import { instrument } from "../src/prometheus/index.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
let register: Registry;
let server: Server;
let stop: () => void = () => undefined;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
beforeEach(() => {
  register = new Registry();
});
afterEach(async () => {
  await dispose();
  stop();
});

/** The lines of a metric, without its name. */
async function lines(name: string): Promise<string[]> {
  const all = (await register.metrics()).split("\n");
  return all.filter((line) => line.startsWith(`fairlead_${name}`)).map((line) => line.slice(9 + name.length));
}

describe("prometheus", () => {
  it("has the duration of commands and the errors by code", async () => {
    stop = instrument({ register });
    const client = use(await connect(server.url));
    await client.set("text", "v");
    await client.get("text");
    await client.lpush("text", "v").catch(() => undefined);
    expect(await lines("command_duration_seconds_count")).toEqual([
      '{command="SET"} 1',
      '{command="GET"} 1',
      '{command="LPUSH"} 1',
    ]);
    expect(await lines("command_errors_total")).toEqual(['{command="LPUSH",code="WRONGTYPE"} 1']);
    expect(await lines("commands_pending")).toEqual([" 0"]);
  });

  it("has the node as a label where that is wanted", async () => {
    stop = instrument({ register, address: true, buckets: [1] });
    const client = use(await connect(server.url));
    await client.get("k");
    const address = `${server.host}:${server.port}`;
    expect(await lines("command_duration_seconds_bucket")).toEqual([
      `{le="1",command="GET",address="${address}"} 1`,
      `{le="+Inf",command="GET",address="${address}"} 1`,
    ]);
    expect(await lines("connections")).toEqual([`{address="${address}"} 1`]);
  });

  it("bounds its labels, whatever commands a program makes up", async () => {
    stop = instrument({ register });
    const client = use(await connect(server.url));
    await Promise.allSettled(Array.from({ length: 700 }, (_, i) => client.command([`MADEUP${i}`])));
    const counts = await lines("command_duration_seconds_count");
    expect(counts).toHaveLength(601);
    expect(counts).toContain('{command="OTHER"} 100');
  });

  it("counts connections, losses and the connections made again", async () => {
    stop = instrument({ register });
    const wire = use(await startWire({ to: server }));
    const client = use(await connect(`redis://${wire.host}:${wire.port}`));
    expect(await lines("connections")).toEqual([" 1"]);
    wire.cut();
    await until(() => client.stats().reconnects === 1, { what: "the connection to be made again" });
    expect(await lines("reconnects_total")).toEqual([" 1"]);
    // Whether it is still the primary may have been asked over a connection of its own.
    const events = await lines("connection_events_total");
    expect(events).toEqual(
      expect.arrayContaining([expect.stringMatching(/^{kind="connected"} [23]$/), '{kind="lost"} 1']),
    );
    await client.close();
    expect(await lines("connections")).toEqual([" 0"]);
  });

  it("asks the clients that it is given what they carry", async () => {
    const clients = [use(await connect(server.url)), use(await connect(server.url))];
    stop = instrument({ register, clients });
    const calls = clients.map((client) => client.blpop("nothing", 0.2));
    await until(async () => (await lines("commands_in_flight"))[0] === " 2", { what: "both to be written" });
    expect(await lines("commands_queued")).toEqual([" 0"]);
    await Promise.all(calls);
  });

  it("counts redirects, retries, changes of topology, gaps, and what pools hold", async () => {
    stop = instrument({ register });
    const lost = new ConnectionError("ERR_CONNECT_LOST", "lost", "a:1");
    const none = { shards: [] };
    publishRedirect("ASK", "GET", 1, "a:1", undefined);
    publishRetry("GET", 1, 0, lost);
    publishTopology({ before: none, after: none, added: [], removed: ["a:1"], promoted: [], movedSlots: 7 });
    publishPubSubGap("channel", 3, "a:1", 10, "reconnected");
    publishPool("acquire", "a:1", 0, { leased: 2, idle: 1, waiting: 0 });
    publishPool("wait", "b:1", 0, { leased: 2, idle: 0, waiting: 3 });
    expect(await lines("redirects_total")).toEqual(['{kind="ASK"} 1']);
    expect(await lines("retries_total")).toEqual(['{reason="ERR_CONNECT_LOST"} 1']);
    expect(await lines("topology_changes_total")).toEqual([" 1"]);
    expect(await lines("moved_slots_total")).toEqual([" 7"]);
    expect(await lines("pubsub_gaps_total")).toEqual(['{kind="channel"} 1']);
    expect(await lines("pool_")).toEqual(["leased 4", "idle 1", "waiting 3"]);
  });

  it("leaves the registry as it was once it is stopped", async () => {
    instrument({ register })();
    expect(await register.metrics()).toBe("\n");
    instrument({ register })();
  });
});
