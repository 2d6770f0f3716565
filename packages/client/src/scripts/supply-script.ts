import type { ErrorReply } from "fairlead-resp";
import type { Arg, Command, CommandSpec } from "../commands/command.ts";
import { specNamed } from "../commands/lookup.ts";

/**
 * The same command with its whole script in place of the hash, if it is a script's. For where a server that doesn't know
 * the script must not refuse it: inside MULTI.
 */
export function withScript<T>(command: Command<T>): Command<T> {
  const { spec, args, options } = command;
  if (spec.script === undefined) return command;
  const { name, words } = specNamed(spec.name.replace("EVALSHA", "EVAL"));
  // Its other traits are this command's own: a decoder, or being tracked.
  return {
    spec: { ...spec, name, words, script: undefined },
    args: [spec.script, ...args.slice(1)],
    options,
  };
}

/**
 * Makes a call that was refused because the server doesn't know its script one that brings the script along; to be sent
 * again, since the server has not run it. `false`, and nothing is done, if the refusal means something else.
 */
export function supplyScript(call: { spec: CommandSpec; args: readonly Arg[] }, reply: ErrorReply): boolean {
  if (call.spec.script === undefined || !NO_SCRIPT.test(reply.message)) return false;
  const { spec, args } = withScript(call);
  call.spec = spec;
  call.args = args;
  return true;
}

/** The server's own words: a script may fail with this code too, after it has written. Its errors end in `script: ...`. */
const NO_SCRIPT = /^NOSCRIPT No matching script\b[^:]*$/;
