// Starts a cluster (`cluster`) or two servers, freezes one, tells its parent which processes it has started, and then
// ends as the parent says.
import { createViteServer } from "vitest/node";

const vite = await createViteServer({
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  ssr: { resolve: { conditions: ["@fairlead/source", "node"] } },
});
const { startCluster, startServer } = await vite.ssrLoadModule("fairlead-harness");

const servers =
  process.argv[2] === "cluster"
    ? (await startCluster()).nodes.map((node) => node.server)
    : [await startServer(), await startServer()];
servers[1].freeze();
const [, folder] = await servers[0].command("CONFIG", "GET", "dir");
process.send({ pids: servers.map((server) => server.pid), folder });

process.on("message", (order) => {
  if (order === "throw") throw new Error("doomed");
  if (order === "exit") process.exit();
  if (order === "finish") void vite.close().then(() => process.disconnect());
  if (order === "die while starting") {
    startServer();
    startServer().finally(() => process.kill(process.pid, "SIGKILL"));
    startServer();
  }
});
