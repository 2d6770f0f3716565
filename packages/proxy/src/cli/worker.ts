import type { Config } from "../config/config.ts";
import { openLog } from "../observe/log.ts";
import { type Prepared, startProxy } from "../server/proxy.ts";
import { Channel } from "../workers/channel.ts";
import { Colleague } from "../workers/colleague.ts";
import { type Committed, type Orders, Topic } from "../workers/topics.ts";

/** Serves in a worker process, as the primary process says. */
export async function serveAsWorker(): Promise<void> {
  const channel = new Channel((message) => process.send?.(message));
  let proxy: Awaited<ReturnType<typeof startProxy>> | undefined;
  let prepared: Prepared | undefined;
  const drain = async (): Promise<void> => {
    await proxy?.close();
    process.exit(0);
  };
  channel.on(Topic.PREPARE, async (body) => {
    prepared = await proxy?.prepare(body as Config);
  });
  channel.on(Topic.COMMIT, (): Committed | undefined => {
    if (prepared === undefined || proxy === undefined) return undefined;
    return { changes: prepared.commit(), addresses: proxy.addresses };
  });
  channel.on(Topic.ABANDON, () => prepared?.abandon());
  channel.on(Topic.DRAIN, drain);
  process.on("message", (message) => channel.receive(message));
  // A terminal sends it to all; the primary process says what it means.
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  process.once("SIGTERM", () => void drain());
  const { config, index, count, generation } = (await channel.request(Topic.BEGIN)) as Orders;
  try {
    const log = await openLog(config.log);
    proxy = await startProxy(config, { workers: new Colleague(channel, index, count), generation, log });
    await channel.request(Topic.SERVING, proxy.addresses);
  } catch (error) {
    await channel.request(Topic.FAILED, (error as Error).message);
  }
}
