import type { Config } from "../config/config.ts";
import { type Prepared, startProxy } from "../server/proxy.ts";
import { Channel } from "../workers/channel.ts";
import { Colleague } from "../workers/colleague.ts";
import { type StartOrder, Topic } from "../workers/topics.ts";

/** Serves in a worker process, as the primary process says. */
export function serveAsWorker(): void {
  const channel = new Channel((message) => process.send?.(message));
  let proxy: Awaited<ReturnType<typeof startProxy>> | undefined;
  let prepared: Prepared | undefined;
  const drain = async (): Promise<void> => {
    await proxy?.close();
    process.exit(0);
  };
  channel.on(Topic.START, async (body) => {
    const { config, index, count, generation } = body as StartOrder;
    proxy = await startProxy(config, { workers: new Colleague(channel, index, count), generation });
    return proxy.addresses;
  });
  channel.on(Topic.PREPARE, async (body) => {
    prepared = await proxy?.prepare(body as Config);
  });
  channel.on(Topic.COMMIT, () => ({ changes: prepared?.commit(), addresses: proxy?.addresses }));
  channel.on(Topic.ABANDON, () => prepared?.abandon());
  channel.on(Topic.DRAIN, drain);
  process.on("message", (message) => channel.receive(message));
  // A terminal sends it to all; the primary process says what it means.
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  process.once("SIGTERM", () => void drain());
}
