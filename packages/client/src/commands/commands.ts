import type { CallOptions } from "../call-options.ts";
import type { Arg, Command, CommandSpec } from "./command.ts";
import type { Commands } from "./commands.generated.ts";
import { installCommands } from "./install.ts";

const MAKE = Symbol("make");

interface Maker {
  [MAKE](spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Command;
}

/** Stands behind {@link commands} until the first of them is asked for: reading the command table takes time. */
const unread = new Proxy(
  {
    [MAKE]: (spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined) => ({
      spec,
      args,
      options,
    }),
  } satisfies Maker,
  {
    get(target, name, receiver) {
      if (name !== MAKE && !Object.hasOwn(receiver, "get")) {
        installCommands(receiver, MAKE);
        return receiver[name];
      }
      return Reflect.get(target, name);
    },
  },
);

/**
 * Every command as a value, by the names that the client's methods have: `client.send(commands.get("k"))`,
 * `client.pipeline([commands.incr("a"), commands.get("b")])`. A wrong call throws `UsageError` here already.
 */
export const commands: Commands<"command"> = Object.create(unread);
