import { spawn } from "node:child_process";
import { once } from "node:events";
import { startCluster, startServer } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
afterEach(dispose);

/** Runs a program in a process of its own, on the built package, and returns how it ended and what it printed. */
async function run(program: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    ["--input-type=module", "--unhandled-rejections=strict", "-e", program],
    {
      cwd: new URL("..", import.meta.url),
      timeout: 30_000,
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

describe("a program", () => {
  it("that only imports the client ends at once, having opened nothing", async () => {
    const program = `
      await import("fairlead");
      // What reading the module's own file leaves is gone one turn later.
      await new Promise(setImmediate);
      const left = process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY)Wrap$/.test(name));
      console.log(JSON.stringify(left));
    `;
    expect(await run(program)).toEqual({ code: 0, output: "[]\n" });
  });

  it("that closes its client ends by itself: one server, a cluster, and with commands that still block", async () => {
    const server = use(await startServer());
    const cluster = use(await startCluster({ replicas: 1 }));
    for (const url of [server.url, cluster.url]) {
      const program = `
        import { connect } from "fairlead";
        const client = await connect("${url}");
        await client.mset({ a: 1, b: 2, c: 3 });
        const subscription = client.subscribe("news");
        await subscription.ready;
      `;
      const closing = `${program}
        const blocked = client.blpop("nothing", 0).catch((error) => console.log(error.code));
        await client.get("a");
        client.destroy();
        await blocked;
      `;
      expect(await run(`${program} await client.close();`)).toEqual({ code: 0, output: "" });
      expect(await run(closing)).toEqual({ code: 0, output: "ERR_CLOSED\n" });
    }
  });

  it("lives through the loss of its server without a listener for errors, and is told by its calls", async () => {
    const server = use(await startServer());
    const program = `
      import { connect } from "fairlead";
      const client = await connect("${server.url}", { timeoutMs: 300 });
      process.kill(${server.pid}, "SIGKILL");
      await client.incr("n").catch((error) => console.log(error.name));
      await client.incr("n").catch((error) => console.log(error.code, error.delivery));
      await client.close();
    `;
    expect(await run(program)).toEqual({ code: 0, output: "DeliveryError\nERR_TIMEOUT unsent\n" });
  });
});
