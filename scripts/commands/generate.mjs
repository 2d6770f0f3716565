// The generated files of packages/client/src/commands, from what servers say and the reply schemas.
import { readFileSync } from "node:fs";
import { describe } from "./describe.mjs";
import { merge } from "./merge.mjs";
import { methodsFile } from "./methods.mjs";
import { tableFile } from "./table.mjs";

const SCHEMAS = new URL("../data/valkey-8.0-commands.json", import.meta.url);
const TARGET = new URL("../../packages/client/src/commands/", import.meta.url);

/**
 * The text of each file by its name.
 * @param servers functions that send a command each to a server of their own; of what they say differently, the last one's
 * word counts.
 * @param library `decoderOf`, `isCombined`, `methodName` and `parseGrammar` of packages/client/src/commands.
 */
export async function generate(servers, library) {
  const described = [];
  for (const command of servers) described.push(await describe(command, library.decoderOf));
  const commands = merge(described, JSON.parse(readFileSync(SCHEMAS, "utf8")));
  return {
    "table.generated.ts": tableFile(commands),
    "commands.generated.ts": methodsFile(commands, library),
  };
}

/** The names of the files that are not as `generated`. */
export function drift(generated) {
  return Object.keys(generated).filter((name) => readFileSync(target(name), "utf8") !== generated[name]);
}

/** Where the file `name` lies. */
export function target(name) {
  return new URL(name, TARGET);
}
