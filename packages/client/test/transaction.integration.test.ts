import { type ClusterNode, startCluster, startServer, startWire, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { parseCommand } from "../src/commands/lookup.ts";
import { type Client, commands, connect, type Transaction } from "../src/index.ts";
import { slotOf } from "../src/routes/slot.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

/** Adds one by reading and writing: only right if nobody writes between. */
async function increment(tx: Transaction, key: string): Promise<number> {
  await tx.watch(key);
  const next = Number(await tx.get(key)) + 1;
  await tx.exec([commands.set(key, next)]);
  return next;
}

async function watchers(server: { command(...words: string[]): Promise<unknown> }): Promise<string[]> {
  const list = String(await server.command("CLIENT", "LIST", "TYPE", "normal"));
  return list.split("\n").filter((line) => / watch=[1-9]| multi=[0-9]/.test(line));
}

describe.each(KINDS)("a transaction on %s", (kind) => {
  async function open(): Promise<{ client: Client; server: Awaited<ReturnType<typeof startServer>> }> {
    const server = use(await startServer({ kind }));
    return { server, client: use(await connect(server.url)) };
  }

  it("is tried again until nobody comes between: fifty at once on one counter", async () => {
    const { client } = await open();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => client.transaction((tx) => increment(tx, "n"), { timeoutMs: 30_000 })),
    );
    expect(new Set(results).size).toBe(50);
    expect(await client.get("n")).toBe("50");
  });

  it("gives each reply of exec in its own shape, and what the callback returns", async () => {
    const { client } = await open();
    const replies = await client.transaction((tx) =>
      tx.exec([commands.hset("h", { a: 1 }), commands.hgetall("h"), commands.get("h2")]),
    );
    expect(replies).toEqual([1, { a: "1" }, null]);
  });

  it("is of no use once it is over, not even on a connection that is lent to another", async () => {
    const { client } = await open();
    let kept!: Transaction;
    await client.transaction(async (tx) => {
      kept = tx;
      await tx.get("k");
    });
    await client.transaction(async (tx) => {
      await tx.get("k");
      await expect(kept.watch("x")).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
      await client.set("x", "1");
      await tx.exec([commands.incr("n")]);
    });
    expect(await client.get("n")).toBe("1");
  });

  it("never begins anew after an exec that ran", async () => {
    const { client, server } = await open();
    const twice = client.transaction(async (tx) => {
      await tx.exec([commands.incr("first")]);
      await tx.watch("w");
      await client.incr("w");
      await tx.exec([commands.incr("second")]);
    });
    await expect(twice).rejects.toMatchObject({ code: "ERR_TRANSACTION_CONFLICT", delivery: "unknown" });
    const wire = use(await startWire({ to: server }));
    const cut = use(await connect(`redis://127.0.0.1:${wire.port}`));
    const lost = cut.transaction(async (tx) => {
      await tx.exec([commands.incr("first")]);
      wire.cut();
      return tx.get("k");
    });
    await expect(lost).rejects.toMatchObject({ code: "ERR_TRANSACTION_CONFLICT", delivery: "unknown" });
    expect(await client.mget(["first", "second"])).toEqual(["2", null]);
  });

  it.each([["SELECT", "5"], ["MULTI"]] as const)(
    "takes no command that the server would remember: %s",
    async (...words) => {
      const { client } = await open();
      const refused = client.transaction((tx) => tx.send(parseCommand(words)));
      await expect(refused).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
      expect(await client.transaction((tx) => tx.get("k"))).toBeNull();
    },
  );

  it("ends when it is aborted, and at its deadline, whatever the callback waits for", async () => {
    const { client, server } = await open();
    await client.get("k");
    server.freeze();
    const abort = new AbortController();
    const aborted = client.transaction((tx) => tx.get("k"), { signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    server.thaw();
    const hung = client.transaction(() => new Promise(() => undefined), { timeoutMs: 50 });
    await expect(hung).rejects.toMatchObject({ code: "ERR_TIMEOUT", delivery: "unsent" });
  });

  it("fails with a conflict after its attempts", async () => {
    const { client } = await open();
    let attempts = 0;
    const failing = client.transaction(
      async (tx) => {
        attempts++;
        await tx.watch("n");
        await client.incr("n");
        await tx.exec([commands.set("n", 0)]);
      },
      { attempts: 3 },
    );
    await expect(failing).rejects.toMatchObject({ code: "ERR_TRANSACTION_CONFLICT", delivery: "unsent" });
    expect(attempts).toBe(3);
    expect(await client.get("n")).toBe("3");
  });

  it("leaves its connection clean, whatever the callback does", async () => {
    const { client, server } = await open();
    const bodies: ((tx: Transaction) => Promise<unknown>)[] = [
      async (tx) => {
        await tx.watch("k");
        throw new Error("enough");
      },
      async (tx) => {
        await tx.watch("k");
      },
      async (tx) => {
        void tx.watch("k");
      },
      async (tx) => {
        await tx.watch(["k", "l"]);
        void tx.get("k");
        return tx.exec([commands.incr("k")]);
      },
    ];
    for (const body of bodies) {
      await client.transaction(body).catch((error: Error) => expect(error.message).toBe("enough"));
      expect(await watchers(server)).toEqual([]);
    }
  });

  it("ends with its signal, and with its deadline", async () => {
    const { client, server } = await open();
    const abort = new AbortController();
    const aborted = client.transaction(
      async (tx) => {
        await tx.watch("k");
        abort.abort(new Error("enough"));
        return tx.exec([commands.incr("k")]);
      },
      { signal: abort.signal },
    );
    await expect(aborted).rejects.toThrow("enough");
    server.freeze();
    await expect(client.transaction((tx) => increment(tx, "k"), { timeoutMs: 200 })).rejects.toMatchObject({
      code: "ERR_TIMEOUT",
    });
    server.thaw();
    expect(await client.get("k")).toBeNull();
  });

  it("begins anew when its connection is lost before exec, and never runs twice when it is lost after", async () => {
    const server = use(await startServer({ kind }));
    const wire = use(await startWire({ to: server }));
    const client = use(await connect(`redis://127.0.0.1:${wire.port}`));
    let [acknowledged, unknown] = [0, 0];
    for (let n = 0; n < 30; n++) {
      let attempt = 0;
      await client
        .transaction(async (tx) => {
          await tx.watch("n");
          const next = Number(await tx.get("n")) + 1;
          if (attempt++ === 0 && n % 3 === 0) wire.cut();
          const done = tx.exec([commands.set("n", next), commands.incr("runs")]);
          if (attempt === 1 && n % 3 === 1) setImmediate(() => wire.cut());
          return done;
        })
        .then(
          () => acknowledged++,
          (error: { delivery?: string }) => {
            expect(error.delivery).toBe("unknown");
            unknown++;
          },
        );
    }
    const runs = Number(await client.get("runs"));
    expect(runs).toBeGreaterThanOrEqual(acknowledged);
    expect(runs).toBeLessThanOrEqual(acknowledged + unknown);
    expect(acknowledged).toBeGreaterThanOrEqual(10);
  });
});

describe("a transaction on a cluster", () => {
  it("of several slots is refused before anything is sent", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
    const client = use(await connect(cluster.url));
    const mixed = client.transaction(async (tx) => {
      await tx.watch("a");
      return tx.get("b");
    });
    await expect(mixed).rejects.toMatchObject({ code: "ERR_USAGE_CROSSSLOT" });
    const written = client.transaction(async (tx) => {
      await tx.watch("a");
      return tx.exec([commands.set("b", 1)]);
    });
    await expect(written).rejects.toMatchObject({ code: "ERR_USAGE_CROSSSLOT" });
    expect(await client.get("b")).toBeNull();
  });

  it("follows a slot that moves, and a primary that dies: the count is exact", async () => {
    const cluster = use(await startCluster({ primaries: 3, replicas: 1 }));
    const client = use(await connect(cluster.url));
    const key = "counter";
    const slot = slotOf(key);
    let [acknowledged, unknown] = [0, 0];
    let stopped = false;
    const workers = Array.from({ length: 4 }, async () => {
      while (!stopped) {
        await client
          .transaction((tx) => increment(tx, key), { timeoutMs: 20_000 })
          .then(
            () => acknowledged++,
            (error: { delivery?: string }) => {
              expect(error.delivery).toBe("unknown");
              unknown++;
            },
          );
      }
    });
    await until(() => acknowledged > 10, { what: "some to have come off" });
    const from = (await cluster.shardOf(slot)).primary;
    const to = (await cluster.shards())
      .map(({ primary }) => primary)
      .find(({ id }) => id !== from.id) as ClusterNode;
    await cluster.moveSlots([slot], from, to);
    await cluster.moveSlots([slot], to, from);
    await cluster.promote((await cluster.shardOf(slot)).replicas[0] as ClusterNode);
    stopped = true;
    await Promise.all(workers);
    const total = Number(await client.get(key));
    expect(total).toBeGreaterThanOrEqual(acknowledged);
    expect(total).toBeLessThanOrEqual(acknowledged + unknown);
  });
});
