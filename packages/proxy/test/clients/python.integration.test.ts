import { tryForeignClient } from "fairlead-harness";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Front, startFront } from "./support/front.ts";
import { run } from "./support/program.ts";

const python = await tryForeignClient("python3-redis");
if (python.interpreter === undefined) console.warn(`Not tested with Python's redis: ${python.reason}`);

const BEHAVIOURS = {
  commands: "sets, gets and counts, text and bytes",
  many_keys: "spreads keys over the servers, and finds them all",
  pipelines: "pipelines over all servers",
  transactions: "runs transactions, and none whose watched key has changed",
  blocking: "waits for elements of lists and streams",
  pubsub: "hears messages, also in a thread",
  locks: "locks",
  scripts: "runs scripts by their hash, also where no server knows them",
  server: "asks the server what it is, and is told what is not allowed",
  cluster: "takes the proxy for one server, not for a cluster",
  async_client: "does all that asynchronously, too",
  restart: "comes back when the proxy has been started anew",
};

describe.skipIf(python.interpreter === undefined)("Python's redis", () => {
  let front: Front;
  beforeEach(async () => {
    front ??= await startFront();
    for (const node of front.cluster.nodes) await node.command("FLUSHALL");
  });
  afterAll(() => front?.close());

  it.each(Object.entries(BEHAVIOURS))("%s: %s", async (name) => {
    const script = new URL("redis_py.py", import.meta.url).pathname;
    const onLine = async (line: string) => {
      expect(line).toBe("restart");
      await front.restart();
      return "done";
    };
    await run(python.interpreter!, [script, String(front.port), name], { onLine });
  });
});
