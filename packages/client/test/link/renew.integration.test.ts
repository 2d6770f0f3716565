import { handshake, startFake, until } from "fairlead-harness";
import { expect, it } from "vitest";
import { specNamed } from "../../src/commands/lookup.ts";
import { Call } from "../../src/connection/call.ts";
import { Turn } from "../../src/connection/turn.ts";
import { Link, type LinkOwner } from "../../src/link/link.ts";
import { resolveSettings } from "../../src/options.ts";
import { systemRuntime } from "../../src/runtime.ts";

it("a connection that ends before it is taken into use is told of as none", async () => {
  let answer: (reply: string) => void = () => undefined;
  const held = new Promise<string>((resolve) => {
    answer = resolve;
  });
  await using fake = await startFake((request) => handshake(request) ?? held);
  const runtime = systemRuntime(undefined);
  const settings = { ...resolveSettings(fake.url, {}), runtime };
  const told: string[] = [];
  const owner: Partial<LinkOwner> = {
    connected: () => void told.push("connected"),
    disconnected: () => void told.push("disconnected"),
  };
  const { host, port } = fake;
  const link = new Link({ host, port }, owner as LinkOwner, settings, new Turn(runtime));
  link.connect();
  await until(() => link.ready, { what: "the first connection" });
  const call = new Call(specNamed("GET"), ["key"], 0, runtime.now() + 60_000, false);
  const value = call.promise();
  link.send(call);
  const renewed = link.renew();
  await until(() => !link.ready, { what: "the second connection, which waits for the first" });
  const second = [...fake.connections].at(-1)!;
  second.reset();
  await second.gone;
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  answer("value");
  await Promise.all([value, renewed]);
  await until(() => link.ready, { what: "the third connection" });
  expect(told).toEqual(["connected", "disconnected", "connected"]);
  link.close();
});
