import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { startCluster, startServer } from "fairlead-harness";
import { afterEach, expect, it } from "vitest";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const folder = new URL("../../../examples/", import.meta.url);

it.each(readdirSync(folder))(
  "examples/%s does what it says, on one server and on a cluster",
  async (file) => {
    const server = use(await startServer());
    const cluster = use(await startCluster({ replicas: 0 }));
    const run = async (url: string) =>
      (await promisify(execFile)(process.execPath, [new URL(file, folder).pathname, url])).stdout;
    const rest = "Users: [ 'Ann', 'Bob', 'Cem' ]\nVisit 1 to Lisbon\n";
    expect(await run(server.url)).toBe(`One server.\n${rest}`);
    expect(await run(cluster.url)).toBe(`A cluster of 3 shards.\n${rest}`);
  },
);
