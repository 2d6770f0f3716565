import { UsageError } from "../errors.ts";
import type { Arg, Command, CommandSpec } from "./command.ts";
import { plainSpec } from "./plain-spec.ts";
import { isArg } from "./serialize.ts";
import { commandTable, isContainer } from "./table.ts";
import { wordOf } from "./words.ts";

/**
 * A command from its words as they would go on the wire, in any case: `["config", "get", "x"]`. Of a name that isn't in the
 * table nothing is assumed: no keys, no flags, its reply as it comes.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` when there is no name, or something is neither text nor a number nor bytes.
 */
export function parseCommand(words: readonly Arg[]): Command {
  if (!words.every(isArg)) {
    throw new UsageError("ERR_USAGE_ARGUMENT", "A command consists of text, numbers and bytes");
  }
  const name = nameOf(words[0]);
  if (name === "") throw new UsageError("ERR_USAGE_ARGUMENT", "A command begins with its name");
  const subcommand = isContainer(name) ? nameOf(words[1]) : "";
  if (subcommand === "") return commandOf(name, words.slice(1));
  return commandOf(`${name} ${subcommand}`, words.slice(2));
}

/** A reply that is no text comes as bytes whatever the caller says, as it does from the method. */
function commandOf(name: string, args: readonly Arg[]): Command {
  const spec = specNamed(name);
  return commandTable().get(name)?.form === "bytes"
    ? { spec, args, options: { reply: "bytes" } }
    : { spec, args };
}

/** What is known of the command `name`, in upper case and with its subcommand if it has one: `GET`, `CONFIG GET`. */
export function specNamed(name: string): CommandSpec {
  return commandTable().get(name)?.spec ?? plainSpec(name);
}

function nameOf(word: Arg | undefined): string {
  return wordOf(word).toUpperCase();
}
