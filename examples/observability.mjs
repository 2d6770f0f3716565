// Slow and failed commands, the client's state, and metrics: node examples/observability.mjs redis://127.0.0.1:6379
import { subscribe } from "node:diagnostics_channel";
import { connect } from "fairlead";
import { instrument } from "fairlead/prometheus";
import { register } from "prom-client";

const SLOW_MS = 100;

subscribe("fairlead:command", ({ command, startedAt, settledAt, code }) => {
  if (code !== undefined) console.log(`${command} failed: ${code}`);
  else if (settledAt - startedAt > SLOW_MS) console.log(`${command} was slow`);
});
const stop = instrument();

const client = await connect(process.argv[2] ?? "redis://127.0.0.1:6379");
client.on("state", ({ kind, unreachable }) => console.log("State:", [kind, ...unreachable].join(" ")));
try {
  console.log("State:", client.state.kind);
  await client.set("greeting", "hello");
  await client.incr("greeting").catch(() => undefined);
  await client.blpop("nothing", 0.2);
  console.log("Queued:", client.stats().queued);
  console.log(await register.getSingleMetricAsString("fairlead_command_errors_total"));
} finally {
  await client.close();
  stop();
}
