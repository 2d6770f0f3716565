import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { library, startCluster, startFakeNntp, startServer, textArticle } from "fairlead-harness";
import { afterEach, expect, it } from "vitest";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const folder = new URL("../../../examples/", import.meta.url);

/** What each prints, where `what` is what it runs on. */
const OUTPUTS: Record<string, (what: string) => string> = {
  "cluster.mjs": (what) => `${what}\nUsers: [ 'Ann', 'Bob', 'Cem' ]\nVisit 1 to Lisbon\n`,
  "cache.mjs": () =>
    [
      "Loads: 1 for 100 callers",
      "The other one: hit from redis",
      "Meanwhile: grace Ann (the database is away)",
      "Removed: true left: undefined\n",
    ].join("\n"),
  "proxy.mjs": () =>
    [
      "Users: [ 'Ann', 'Bob', 'Cem' ]",
      "Visit 1",
      "NOPERM this proxy does not allow 'keys': the configuration denies it\n",
    ].join("\n"),
  "observability.mjs": () =>
    [
      "State: ready",
      "INCR failed: ERR",
      "BLPOP was slow",
      "Queued: 0",
      "# HELP fairlead_command_errors_total Commands that failed.",
      "# TYPE fairlead_command_errors_total counter",
      'fairlead_command_errors_total{command="INCR",code="ERR"} 1',
      "State: closed\n",
    ].join("\n"),
};

const NEWS = "news-proxy.mjs";

const run = async (file: string, ...args: readonly string[]) =>
  (await promisify(execFile)(process.execPath, [new URL(file, folder).pathname, ...args])).stdout;

it.each(readdirSync(folder).filter((file) => file !== NEWS))(
  "examples/%s does what it says, on one server and on a cluster",
  async (file) => {
    const server = use(await startServer());
    const cluster = use(await startCluster({ replicas: 0 }));
    expect(await run(file, server.url)).toBe(OUTPUTS[file]?.("One server."));
    expect(await run(file, cluster.url)).toBe(OUTPUTS[file]?.("A cluster of 3 shards."));
  },
);

it(`examples/${NEWS} does what it says, in front of two providers`, async () => {
  const article = textArticle({ subject: "Knots" });
  const [main, block] = [[], [article]].map(async (articles) => {
    const { handler } = library({ groups: article.groups, articles });
    const { host, port } = use(await startFakeNntp(handler));
    return `${host}:${port}`;
  });
  expect(await run(NEWS, await main!, await block!, article.messageId)).toBe(
    [
      "201 News proxy ready, no posting",
      `223 0 ${article.messageId}`,
      "Subject: Knots",
      "430 No such article",
      "205 Goodbye\n",
    ].join("\n"),
  );
});
