import type { CallOptions } from "../call-options.ts";
import type { Arg, CommandSpec } from "./command.ts";
import type { Grammar } from "./grammar.ts";
import { isArg, isOptions, serialize } from "./serialize.ts";
import { type CommandEntry, commandTable } from "./table.ts";

/** What the methods call on their object. `options` has the command's own options too; they are in `args` already. */
export type Run = (spec: CommandSpec, args: Arg[], options: CallOptions | undefined) => unknown;

/** What becomes of a mistake in a call. */
export type Refuse = (error: unknown) => unknown;

type Method = (this: Record<PropertyKey, Run>, ...values: unknown[]) => unknown;

/**
 * Gives `target` a method for each command: those of the interface `Commands`. Each calls `this[run]` and gives back what it
 * gives; a mistake in the call goes to `refuse`, which throws it by default. Methods that `target` has itself stay.
 */
export function installCommands(target: object, run: PropertyKey, refuse: Refuse = rethrow): void {
  // Not on `target` itself: the engine copies all properties of a prototype for each one added.
  const methods: object = Object.create(null);
  for (const entry of commandTable().values()) {
    if (entry.notation === undefined) continue;
    const value = methodOf(entry, entry.notation, run, refuse);
    Object.defineProperty(methods, methodName(entry.name), { value, writable: true, configurable: true });
  }
  Object.setPrototypeOf(methods, Object.getPrototypeOf(target));
  Object.setPrototypeOf(target, methods);
}

/** `XINFO STREAM` -> `xinfoStream` */
export function methodName(command: string): string {
  return command.toLowerCase().replace(/[ -](\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A call without options whose values go on the wire as they are takes a short way. */
function methodOf(entry: CommandEntry, notation: string, run: PropertyKey, refuse: Refuse): Method {
  const general = generalMethod(entry, run, refuse);
  const needed = withoutOptional(notation);
  if (entry.form === "bytes" || /[()[\]{}#"A-Z]/.test(needed)) return general;
  const short = [plain0, plain1, plain2, plain3][needed === "" ? 0 : needed.split(" ").length];
  return short === undefined ? general : short(entry, run, general);
}

/** What is on the wire when there are no options. A list may be given as one value. */
function withoutOptional(notation: string): string {
  const shorter = notation.replace(/ ?\[[^[\]]*\](?:\.\.\.)?/g, "");
  return shorter === notation ? notation.trimStart() : withoutOptional(shorter);
}

function generalMethod(entry: CommandEntry, run: PropertyKey, refuse: Refuse): Method {
  return function (this, ...values) {
    let args: Arg[];
    let options: CallOptions | undefined;
    try {
      const { grammar } = entry;
      const given = takeOptions(grammar, values);
      args = serialize(entry.name, grammar, values, given);
      options = inForm(entry.form, given as CallOptions | undefined);
    } catch (error) {
      return refuse(error);
    }
    return this[run]!(entry.spec, args, options);
  };
}

/** The options among `values`. They may take the place of a last list that may be left out. */
function takeOptions(grammar: Grammar, values: unknown[]): unknown {
  const { positionals, openEnded } = grammar;
  const options = values[positionals];
  if (!openEnded || options !== undefined || !isOptions(values[positionals - 1])) return options;
  return values.splice(positionals - 1)[0];
}

function inForm(form: CommandEntry["form"], options: CallOptions | undefined): CallOptions | undefined {
  const given = options?.reply ?? "text";
  return form === undefined || form === given ? options : { ...options, reply: form };
}

function plain0(entry: CommandEntry, run: PropertyKey, general: Method): Method {
  return function (this, options) {
    if (options === undefined) return this[run]!(entry.spec, [], undefined);
    return general.call(this, options);
  };
}

function plain1(entry: CommandEntry, run: PropertyKey, general: Method): Method {
  return function (this, a, options) {
    if (options === undefined && isArg(a)) return this[run]!(entry.spec, [a], undefined);
    return general.call(this, a, options);
  };
}

function plain2(entry: CommandEntry, run: PropertyKey, general: Method): Method {
  return function (this, a, b, options) {
    if (options === undefined && isArg(a) && isArg(b)) return this[run]!(entry.spec, [a, b], undefined);
    return general.call(this, a, b, options);
  };
}

function plain3(entry: CommandEntry, run: PropertyKey, general: Method): Method {
  return function (this, a, b, c, options) {
    if (options === undefined && isArg(a) && isArg(b) && isArg(c))
      return this[run]!(entry.spec, [a, b, c], undefined);
    return general.call(this, a, b, c, options);
  };
}

function rethrow(error: unknown): never {
  throw error;
}
