import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureTool, freePort, reaper, startServer, until } from "fairlead-harness";
import { Redis as IoRedis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { redis } from "../../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { keyOf, marks, stored, texts } from "./support/entries.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const nutcracker = await ensureTool("nutcracker").catch((error: Error) => {
  console.warn(`Not tested behind twemproxy: ${error.message}`);
  return undefined;
});
const context = { timeoutMs: 5_000 };

/** Two servers behind one address that knows commands by name, and no scripts without a key. */
async function startTwemproxy(): Promise<number> {
  const servers = [use(await startServer()), use(await startServer())];
  const port = await freePort();
  const folder = await reaper().folder("nutcracker");
  const config = join(folder, "nutcracker.yml");
  const lines = servers.map((server) => `   - ${server.host}:${server.port}:1\n`).join("");
  await writeFile(
    config,
    `cache:\n  listen: 127.0.0.1:${port}\n  redis: true\n  distribution: ketama\n  servers:\n${lines}`,
  );
  const stats = String(await freePort());
  const args = ["-c", config, "-o", "log", "-p", "pid", "-a", "127.0.0.1", "-s", stats];
  const ward = await reaper().start(nutcracker!, args, folder);
  use({ close: async () => process.kill(ward.pid, "SIGKILL") });
  return port;
}

describe.skipIf(nutcracker === undefined)("behind twemproxy", () => {
  it.each(["hash", "string"] as const)("entries, removals and tags work in the layout %s", async (layout) => {
    const port = await startTwemproxy();
    const client = new IoRedis(port, { enableReadyCheck: false, protocol: 2, disableClientInfo: true });
    client.on("error", () => undefined);
    use({ close: async () => client.disconnect() });
    const layer = use(redis({ client, layout }));
    const keys = Array.from({ length: 40 }, (_, id) => keyOf(id));
    const items = keys.map((key) => ({ key, stored: stored("x") }));
    const allStored = async () => (await layer.write(items, context)).every((each) => each === "stored");
    await until(allStored, { what: "the proxy to be there" });
    expect(texts(await layer.read(keys, context))).toEqual(keys.map(() => "x"));
    expect(await layer.remove(keys, context)).toEqual(keys.map(() => true));
    const seen = marks(await layer.read(keys, context));
    expect(Math.min(...seen)).toBeGreaterThan(0);
    const old = keys.map((key) => ({ key, stored: stored("old"), unless: 0 }));
    expect(await layer.write(old, context)).toEqual(keys.map(() => "refused"));
    const loaded = keys.map((key, at) => ({ key, stored: stored("new"), unless: seen[at]! }));
    expect(await layer.write(loaded, context)).toEqual(keys.map(() => "stored"));
    const stamps = await layer.tags.invalidate(["a", "b"], 60_000, context);
    expect(await layer.tags.stamps(["a", "b"], context)).toEqual(stamps);
  });
});
