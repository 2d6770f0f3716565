import { builtin } from "../builtin.ts";
import type { CallOptions } from "../call-options.ts";
import { type Arg, type Command, type CommandSpec, Flag, type Key, type Reply } from "../commands/command.ts";
import { specNamed } from "../commands/lookup.ts";
import { isArg } from "../commands/serialize.ts";
import { UsageError } from "../errors.ts";
import type { FunctionDefinition, Script, ScriptDefinition, ScriptOptions, ScriptTypes } from "./types.ts";

/**
 * A script as a function that makes commands, for `client.send`, pipelines, transactions and sessions:
 *
 * ```ts
 * const incrBy = defineScript<{ keys: [counter: Key]; args: [by: number]; reply: number }>({
 *   lua: "return redis.call('INCRBY', KEYS[1], ARGV[1])",
 * });
 * await client.send(incrBy(["hits"], [5]));
 * ```
 *
 * It is sent by its hash (EVALSHA). A server that doesn't know it says so without running anything, and is sent the whole
 * script (EVAL) in the same call. Nothing needs to be loaded before, or released. https://valkey.io/topics/eval-intro/
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` without a source.
 */
export function defineScript<S extends ScriptTypes = ScriptTypes>(
  definition: ScriptDefinition<S>,
): Script<S> {
  const { lua, readOnly = false } = definition;
  if (typeof lua !== "string") throw new UsageError("ERR_USAGE_ARGUMENT", "A script needs its source: lua");
  let sha1: string | undefined;
  const hash = (): string => {
    sha1 ??= builtin.crypto().createHash("sha1").update(lua).digest("hex");
    return sha1;
  };
  return maker(hash, readOnly ? "EVALSHA_RO" : "EVALSHA", lua, definition);
}

/**
 * A function of a library on the servers, as a function that makes commands; see {@link defineScript}. Sent by FCALL, or
 * FCALL_RO if it is read-only. Libraries are loaded by `client.functionLoad`. Redis 7, Valkey.
 * https://valkey.io/topics/functions-intro/
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` without a name.
 */
export function defineFunction<S extends ScriptTypes = ScriptTypes>(
  definition: FunctionDefinition<S>,
): Script<S> {
  const { name, readOnly = false } = definition;
  if (typeof name !== "string") throw new UsageError("ERR_USAGE_ARGUMENT", "A function needs its name");
  return maker(() => name, readOnly ? "FCALL_RO" : "FCALL", undefined, definition);
}

/** `first` gives the argument before the keys; `script` is what is behind it, if it is a hash. */
function maker<S extends ScriptTypes>(
  first: () => string,
  command: string,
  script: string | undefined,
  { reply = "text", decode }: ScriptOptions<S>,
): Script<S> {
  if (reply !== "text" && reply !== "bytes") {
    throw new UsageError("ERR_USAGE_OPTION", 'reply must be "text" or "bytes"');
  }
  const form: CallOptions = { reply };
  let specs: Specs | undefined;
  const make = (keys: readonly Key[], args: readonly Arg[] = [], options?: CallOptions): Command => {
    check(command, keys, args);
    specs ??= specsOf(command, script, decode);
    return {
      spec: keys.length > 0 ? specs.keyed : specs.keyless,
      args: [first(), keys.length, ...keys, ...args],
      options: options === undefined ? form : { ...options, reply },
    };
  };
  return make as Script<S>;
}

/** Where the first key stands: behind the hash or name, and the number of keys. */
const FIRST_KEY = 2;

/** With keys, the first is known without a search. */
interface Specs {
  readonly keyed: CommandSpec;
  readonly keyless: CommandSpec;
}

function specsOf(name: string, script: string | undefined, decode: ScriptOptions["decode"]): Specs {
  const spec = specNamed(name);
  const flags = (spec.flags & Flag.READONLY) !== 0 ? spec.flags : spec.flags | Flag.WRITE;
  const keyless = { ...spec, flags, script, decode: decode && ((reply: Reply) => decode(reply)) };
  return { keyed: { ...keyless, firstKey: FIRST_KEY }, keyless };
}

function check(name: string, keys: readonly Key[], args: readonly Arg[]): void {
  if (!Array.isArray(keys) || !keys.every(isKey)) {
    throw new UsageError("ERR_USAGE_ARGUMENT", `${name}: the keys are an array of text and bytes`);
  }
  if (!Array.isArray(args) || !args.every(isArg)) {
    throw new UsageError(
      "ERR_USAGE_ARGUMENT",
      `${name}: the arguments are an array of text, numbers and bytes`,
    );
  }
}

function isKey(value: unknown): value is Key {
  return typeof value === "string" || value instanceof Uint8Array;
}
