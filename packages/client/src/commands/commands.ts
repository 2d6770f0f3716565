import type { CallOptions } from "../call-options.ts";
import type { Arg, Command, CommandSpec } from "./command.ts";
import type { Commands } from "./commands.generated.ts";
import { installCommands } from "./install.ts";

const MAKE = Symbol("make");

/**
 * Every command as a value, by the names that the client's methods have: `client.send(commands.get("k"))`,
 * `client.pipeline([commands.incr("a"), commands.get("b")])`. A wrong call throws `UsageError` here already.
 */
export const commands: Commands<"command"> = makers();

/** Its methods are made when the first of them is asked for: importing costs nothing. */
function makers(): Commands<"command"> {
  const made = {
    [MAKE]: (spec: CommandSpec, args: Arg[], options: CallOptions | undefined): Command => ({
      spec,
      args,
      options,
    }),
  };
  const notYet = new Proxy(Object.prototype, {
    get(_, name) {
      Object.setPrototypeOf(made, Object.prototype);
      installCommands(made, MAKE);
      return Reflect.get(made, name);
    },
  });
  return Object.setPrototypeOf(made, notYet) as Commands<"command">;
}
