import { startCluster, until } from "fairlead-harness";
import { afterEach, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import type { RawClient } from "../support/raw-client.ts";
import { clientOf, proxyTo } from "../support/start.ts";

const LARGE_BYTES = 24 * 1024 * 1024;

const { use, dispose } = disposer();
afterEach(dispose);

it("A server that dies under a pop, in a large reply and in a transaction costs just these, and no reply is a wrong one", async () => {
  const cluster = use(await startCluster({ primaries: 3, replicas: 1 }));
  const proxy = use(await proxyTo(cluster.url));
  await using popper = await clientOf(proxy);
  await using reader = await clientOf(proxy);
  await using changer = await clientOf(proxy);
  const slot = Number(await changer.send("CLUSTER KEYSLOT {k}"));
  const { primary } = await cluster.shardOf(slot);
  await changer.send(`SET {k}large ${"x".repeat(LARGE_BYTES)}`);
  await primary.command("WAIT", 1, 10_000);

  const pop = popper.pipeline(["BLPOP {k}list 20", "ECHO behind"]);
  expect(await changer.pipeline(["MULTI", "INCR {k}n"])).toEqual(["OK", "QUEUED"]);
  const read = unread(reader);
  reader.socket.write("*2\r\n$3\r\nGET\r\n$8\r\n{k}large\r\n*2\r\n$4\r\nECHO\r\n$5\r\nafter\r\n");
  await until(async () => /blocked_clients:1\b/.test(String(await primary.command("INFO", "clients"))), {
    what: "the pop to wait",
  });
  await until(() => reader.socket.bytesRead > 0, { what: "the large reply to begin" });
  await primary.kill();

  const [error, behind] = await pop;
  expect(error).toMatch(/^-ERR proxy: connection to .* lost, outcome unknown$|^-UNBLOCKED /);
  expect(behind).toBe("behind");
  expect(await changer.send("EXEC")).toSatisfy((reply: unknown) =>
    /^1$|^-CLUSTERDOWN |, outcome unknown$/.test(String(reply)),
  );
  const whole = `$${LARGE_BYTES}\r\n${"x".repeat(LARGE_BYTES)}\r\n$5\r\nafter\r\n`;
  const got = await read(whole.length);
  expect(whole.startsWith(got)).toBe(true);
  expect(got === whole || reader.socket.destroyed).toBe(true);

  await until(async () => (await popper.send("SET {k} v")) === "OK", {
    what: "the successor",
    timeoutMs: 20_000,
  });
  const next = popper.send("BLPOP {k}list 20");
  await changer.send("RPUSH {k}list token");
  expect(await next).toEqual(["{k}list", "token"]);
}, 60_000);

/** Stops reading after the first bytes; what comes back reads the rest: so many bytes, or until there are no more. */
function unread({ socket }: RawClient): (length: number) => Promise<string> {
  const chunks: Buffer[] = [];
  socket.removeAllListeners("data");
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    if (chunks.length === 1) socket.pause();
  });
  return async (length) => {
    socket.resume();
    const size = (): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    await until(() => size() >= length || socket.destroyed, { what: "the rest of the reply" });
    return Buffer.concat(chunks).toString("latin1");
  };
}
