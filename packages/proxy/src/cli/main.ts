import cluster from "node:cluster";
import { run } from "./run.ts";
import { serveAsWorker } from "./worker.ts";

if (cluster.isWorker) await serveAsWorker();
else {
  // Whoever reads has seen enough: `fairlead schema | head`.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  process.exitCode = await run(process.argv.slice(2));
  // Whatever may still be open keeps nobody waiting.
  setTimeout(() => process.exit(), 1_000).unref();
}
