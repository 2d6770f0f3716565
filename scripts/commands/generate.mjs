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
 * @param servers functions that send one command each to a server of its own; of what several servers say differently, the last
 * one's word counts.
 * @param parseGrammar @param decoderOf of packages/client/src/commands.
 */
export async function generate(servers, { parseGrammar, decoderOf }) {
  const described = [];
  for (const command of servers) described.push(await describe(command, decoderOf));
  const commands = merge(described, JSON.parse(readFileSync(SCHEMAS, "utf8")));
  return {
    "table.generated.ts": tableFile(commands),
    "commands.generated.ts": methodsFile(commands, parseGrammar),
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
