import type { Arg, Command, CommandSpec, Reply } from "../commands/command.ts";
import { keyPositions } from "../commands/keys.ts";
import { parseCommand, specNamed } from "../commands/lookup.ts";
import { UsageError } from "../errors.ts";
import { argumentsOf } from "./arguments.ts";
import type { Script } from "./script.ts";

/** What a method of the adapter asks for: a command, or a script with its arguments, of which keys come first. */
export type Invocation =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "script"; readonly script: Script; readonly args: readonly Arg[] };

/** They change the connection they run on, and ours are shared; or another method does what they do. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ...["MULTI", "EXEC", "DISCARD"].map((name) => [name, "use multi()"] as const),
  ...["WATCH", "UNWATCH"].map((name) => [name, "use a session of fairlead's own client"] as const),
  ["SELECT", "use the option db"],
  ...["AUTH", "HELLO"].map((name) => [name, "use the options username and password"] as const),
  ...["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"].map(
    (name) => [name, "use the method of this name"] as const,
  ),
  ...["QUIT", "RESET"].map((name) => [name, "use quit() or disconnect()"] as const),
  ...["ASKING", "READONLY", "READWRITE", "CLIENT TRACKING", "CLIENT CACHING"].map(
    (name) => [name, "the client does so itself where it must"] as const,
  ),
  ["MONITOR", "it would take the whole connection"],
  ["CLIENT REPLY", "every call needs its reply"],
]);

/**
 * A command with its reply in the shape that ioredis gives it.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` if it can't be sent this way.
 */
export function commandOf(name: string, values: readonly unknown[], keyPrefix: string): Command {
  const { spec, args } = parseCommand([name, ...argumentsOf(name, values)]);
  const instead = REFUSED.get(spec.name);
  if (instead !== undefined) {
    throw new UsageError(
      "ERR_USAGE_ARGUMENT",
      `${spec.name} can't be sent on a shared connection: ${instead}`,
    );
  }
  return prefixed({ spec: shaped(spec), args }, keyPrefix);
}

/** `EVAL` or `EVALSHA`, with `body` the script or its hash. */
export function evalOf(name: "EVAL" | "EVALSHA", body: string, args: readonly Arg[]): Command {
  return { spec: shaped(specNamed(name)), args: [body, ...args] };
}

/** The arguments of a script, keys with their prefix. */
export function scriptArguments(script: Script, values: readonly unknown[], keyPrefix: string): Arg[] {
  const given = argumentsOf("", values);
  const args = script.numberOfKeys === undefined ? given : [script.numberOfKeys, ...given];
  return prefixed(evalOf("EVAL", "", args), keyPrefix).args.slice(1);
}

function prefixed(command: Command, keyPrefix: string): Command {
  if (keyPrefix === "") return command;
  const args = [...command.args];
  for (const position of keyPositions(command)) {
    const key = args[position]!;
    args[position] =
      key instanceof Uint8Array ? Buffer.concat([Buffer.from(keyPrefix), key]) : `${keyPrefix}${key}`;
  }
  return { ...command, args };
}

const shapedSpecs = new WeakMap<CommandSpec, CommandSpec>();

/** The same command, its reply as RESP2 gives it, but for the few that ioredis changes. */
function shaped(spec: CommandSpec): CommandSpec {
  let made = shapedSpecs.get(spec);
  if (made === undefined) {
    made = { ...spec, decode: spec.name === "HGETALL" ? objectOf : numberOf };
    shapedSpecs.set(spec, made);
  }
  return made;
}

/** ioredis knows no `bigint`: beyond 2^53 it rounds. */
function numberOf(reply: Reply): unknown {
  return typeof reply === "bigint" ? Number(reply) : reply;
}

/** Defined, not assigned: a field may be called `__proto__`. */
function objectOf(reply: Reply): unknown {
  if (!Array.isArray(reply)) return reply;
  const value = (at: number): PropertyDescriptor => ({
    value: reply[at + 1],
    configurable: true,
    enumerable: true,
    writable: true,
  });
  const object = {};
  for (let at = 0; at < reply.length; at += 2) Object.defineProperty(object, String(reply[at]), value(at));
  return object;
}
