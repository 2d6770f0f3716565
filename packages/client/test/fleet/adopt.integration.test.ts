import { handshake, startFake, startWire, until } from "fairlead-harness";
import { afterEach, expect, it, vi } from "vitest";
import { establish } from "../../src/connection/establish.ts";
import { Turn } from "../../src/connection/turn.ts";
import { Events } from "../../src/events/client-events.ts";
import { Fleet } from "../../src/fleet/fleet.ts";
import type { Found, Source } from "../../src/fleet/source.ts";
import { resolveSettings } from "../../src/options.ts";
import { groupOf } from "../../src/replication/group.ts";
import { systemRuntime } from "../../src/runtime.ts";
import { disposer } from "../support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

it("a server that a look at the topology finds again is reached, before its link has tried again", async () => {
  const wire = use(await startWire({ to: use(await startFake(handshake)) }));
  const address = { host: wire.host, port: wire.port };
  // So late comes the link's second attempt that only the look can find the server.
  const runtime = { ...systemRuntime(undefined), random: () => 1_000 };
  const settings = { ...resolveSettings(`redis://${wire.host}:${wire.port}`, {}), runtime };
  const turn = new Turn(runtime);
  const find = async (signal: AbortSignal): Promise<Found> => {
    const established = await establish(address, 0, settings, turn, signal);
    return { topology: groupOf({ id: "", address }, []), over: { ...established, address } };
  };
  const events = new Events();
  const failed = vi.spyOn(events, "failed");
  const source: Source = {
    hasSlots: false,
    readSetup: undefined,
    judge: () => ({ kind: "final" }),
    look: async (_known, signal) => {
      await until(() => failed.mock.calls.length === 2, { what: "the loss, and an attempt that failed" });
      await wire.restore();
      return find(signal);
    },
  };
  const fleet = new Fleet(source, settings, turn, events);
  use({ close: async () => fleet.destroy() });
  fleet.start(await find(new AbortController().signal));
  expect(events.state.kind).toBe("ready");
  wire.refuse();
  wire.cut();
  await until(() => events.reconnects === 1, { what: "the server to be reached" });
  expect(events.state.kind).toBe("ready");
});
