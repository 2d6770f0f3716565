import { startCluster, startServer, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type Client, commands, connect } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

async function open(
  kind: (typeof KINDS)[number],
): Promise<{ server: Awaited<ReturnType<typeof startServer>>; client: Client }> {
  const server = use(await startServer({ kind }));
  return { server, client: use(await connect(server.url)) };
}

describe.each(KINDS)("a session of which something was given up, on %s", (kind) => {
  it.each(["its deadline", "an abort"])(
    "says so as well when a command on its connection ends by %s",
    async (how) => {
      const { server, client } = await open(kind);
      const session = client.session();
      await session.watch("k");
      server.freeze();
      const abort = new AbortController();
      const cut =
        how === "an abort"
          ? session.get("k", { signal: abort.signal })
          : session.get("k", { timeoutMs: 100 });
      abort.abort(new Error("enough"));
      await expect(cut).rejects.toMatchObject(
        how === "an abort" ? { message: "enough" } : { code: "ERR_TIMEOUT" },
      );
      server.thaw();
      await expect(session.get("k")).rejects.toMatchObject({ code: "ERR_SESSION_LOST" });
      expect(await session.unwatch()).toBe("OK");
      expect(await session.get("k")).toBeNull();
      await session.close();
    },
  );

  it("can be reset with commands under way", async () => {
    const { server, client } = await open(kind);
    const session = client.session();
    await session.watch("k");
    server.freeze();
    const cut = session.get("k");
    session.reset();
    server.thaw();
    await expect(cut).rejects.toMatchObject({ code: "ERR_CONNECTION_LOST" });
    expect(await session.get("k")).toBeNull();
    await session.close();
  });

  it("can be reset with commands under way on shared connections", async () => {
    const { client } = await open(kind);
    const session = client.session();
    const first = session.set("k", "v");
    session.reset();
    expect(await first).toBe("OK");
    expect(await session.get("k")).toBe("v");
    await session.close();
  });

  it("keeps the deadlines of commands that wait for their turn, and runs none that counted on them", async () => {
    const { server, client } = await open(kind);
    const session = client.session();
    await session.get("k");
    server.freeze();
    const before = session.get("k");
    const began = performance.now();
    const multi = session.command(["MULTI"], { timeoutMs: 50 });
    const inside = session.set("k", "not in a transaction");
    await expect(multi).rejects.toMatchObject({ code: "ERR_TIMEOUT", delivery: "unsent" });
    await expect(inside).rejects.toMatchObject({ code: "ERR_SESSION_LOST", delivery: "unsent" });
    expect(performance.now() - began).toBeLessThan(1_000);
    server.thaw();
    expect(await before).toBeNull();
    await expect(session.get("k")).rejects.toMatchObject({ code: "ERR_SESSION_LOST", delivery: "unsent" });
    await expect(session.discard()).rejects.toMatchObject({ name: "ReplyError" });
    expect(await session.get("k")).toBeNull();
    await session.close();
  });
});

describe("the end of the client", () => {
  it("ends its sessions and transactions, and their connections", async () => {
    const { server, client } = await open("redis");
    const session = client.session();
    await session.watch("k");
    const closed = { code: "ERR_CLOSED", delivery: "unsent" };
    const transaction = client.transaction(async (tx) => {
      await tx.get("k");
      await client.close();
      await tx.exec([commands.set("k", "v")]);
    });
    await expect(transaction).rejects.toMatchObject(closed);
    await expect(session.get("k")).rejects.toMatchObject(closed);
    await session.close();
    await until(
      async () =>
        String(await server.command("CLIENT", "LIST", "TYPE", "normal"))
          .trim()
          .split("\n").length === 1,
      {
        what: "every connection to end but this one",
      },
    );
  });

  it("waits for what a session has under way", async () => {
    const { client } = await open("redis");
    const session = client.session();
    await session.watch("k");
    const blocked = session.blpop("list", 0.1);
    const reply = session.set("k", "v");
    await client.close();
    expect(await blocked).toBeNull();
    expect(await reply).toBe("OK");
  });
});

it("a session loses no command behind one that is refused before it is sent", async () => {
  const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
  const client = use(await connect(cluster.url));
  const session = client.session();
  const first = session.get("k");
  // Waits for the reply to GET, and so do those behind it.
  const watched = session.watch("k");
  const unwatched = session.unwatch();
  const wrong = session.command(["EVAL", "return 1", "x"]);
  const last = session.get("k");
  const waiting = session.watch("k");
  await Promise.all([first, watched, unwatched]);
  await expect(wrong).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
  expect(await last).toBeNull();
  expect(await waiting).toBe("OK");
  await session.close();
});

it("a command that waits for its session's connection in vain names itself in its error", async () => {
  const server = use(await startServer());
  const client = use(await connect(server.url, { pool: { max: 1 } }));
  const holder = client.session();
  await holder.watch("k");
  const waiting = client.session().command(["WATCH", "k"], { timeoutMs: 50 });
  await expect(waiting).rejects.toMatchObject({ code: "ERR_TIMEOUT", delivery: "unsent", command: "WATCH" });
  await expect(client.transaction((tx) => tx.get("k"), { timeoutMs: 50 })).rejects.toMatchObject({
    command: "GET",
  });
  await holder.close();
});
