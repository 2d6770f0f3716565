import { connect } from "fairlead";
import { tryForeignClient, until } from "fairlead-harness";
import { afterAll, beforeEach, describe, it } from "vitest";
import { type Front, startFront } from "./support/front.ts";
import { run } from "./support/program.ts";

const php = await tryForeignClient("php-redis");
if (php.interpreter === undefined) console.warn(`Not tested with PHP's redis: ${php.reason}`);

const BEHAVIOURS = {
  commands: "sets, gets and counts, text, bytes and objects",
  many_keys: "spreads keys over the servers, and finds them all",
  pipelines: "pipelines over all servers",
  transactions: "runs transactions, and none whose watched key has changed",
  blocking: "waits for elements of lists and streams",
  pubsub: "hears messages",
  scripts: "runs scripts by their hash, also where no server knows them",
  sessions: "keeps PHP's sessions, locked",
  persistent: "keeps connections for the next request",
  server: "asks the server what it is, and is told what is not allowed",
  cluster: "takes the proxy for a cluster of one node, if told that it is one",
  restart: "comes back when the proxy has been started anew",
};

describe.skipIf(php.interpreter === undefined)("PHP's redis", () => {
  let front: Front;
  beforeEach(async () => {
    front ??= await startFront();
    for (const node of front.cluster.nodes) await node.command("FLUSHALL");
  });
  afterAll(() => front?.close());

  /** Does what a script asks for. */
  async function help(wish: string): Promise<string | undefined> {
    await using client = await connect(front.url);
    switch (wish) {
      case "push":
        await until(async () => String(await client.clientList()).includes("holds=blocked"), {
          what: "the script to wait",
        });
        await client.rpush("list", "pushed");
        return undefined;
      case "publish":
        await until(async () => String(await client.clientList()).includes("sub=1 "), {
          what: "the script to listen",
        });
        for (const n of [1, 2, 3]) await client.publish("news", String(n));
        return undefined;
      default:
        await front.restart();
        return "done";
    }
  }

  it.each(Object.entries(BEHAVIOURS))("%s: %s", async (name) => {
    const script = new URL("php_redis.php", import.meta.url).pathname;
    await run(php.interpreter!, [script, String(front.port), name], { onLine: help });
  });
});
