// Writes the generated files of packages/client/src/commands from two running servers. With --check it writes nothing, and
// exits with 1 if a file is not as it would be written. Needs a build (scripts/ready.mjs).
import { writeFileSync } from "node:fs";
import { startServer } from "fairlead-harness";
import { parseGrammar } from "../packages/client/dist/commands/grammar.js";
import { methodName } from "../packages/client/dist/commands/install.js";
import { isCombined } from "../packages/client/dist/commands/policies.js";
import { decoderOf } from "../packages/client/dist/commands/replies.js";
import { drift, generate, target } from "./commands/generate.mjs";

const servers = [await startServer({ kind: "redis" }), await startServer({ kind: "valkey" })];
try {
  const commands = servers.map(
    (server) =>
      (...args) =>
        server.command(...args),
  );
  const generated = await generate(commands, { decoderOf, isCombined, methodName, parseGrammar });
  const stale = drift(generated);
  if (process.argv.includes("--check")) {
    for (const name of stale) console.error(`${name} is not what the servers say: run "npm run generate"`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const name of stale) writeFileSync(target(name), generated[name]);
    console.log(stale.length === 0 ? "Nothing has changed." : `Written: ${stale.join(", ")}`);
  }
} finally {
  await Promise.all(servers.map((server) => server.close()));
}
