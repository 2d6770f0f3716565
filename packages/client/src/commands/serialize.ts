import type { CallOptions } from "../call-options.ts";
import { UsageError } from "../errors.ts";
import type { Arg } from "./command.ts";
import { type Bag, type Field, type Grammar, type Part, propertiesOf, type Shape } from "./grammar.ts";

/** What every call takes beside the options of its command. */
const CALL_OPTIONS: Readonly<Record<keyof CallOptions | "route", true>> = {
  timeoutMs: true,
  signal: true,
  reply: true,
  idempotent: true,
  route: true,
};

type Properties = Readonly<Record<string, unknown>>;

/**
 * A call's arguments as they go on the wire after the command's name.
 * @param command its name, for messages.
 * @param values the positional arguments, in order.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` or `ERR_USAGE_OPTION`, naming the command and what is wrong in the call;
 * never a value.
 */
export function serialize(
  command: string,
  grammar: Grammar,
  values: readonly unknown[],
  options: unknown,
): Arg[] {
  const writer = new Writer(command, values);
  writer.options(grammar.bag, options);
  return writer.out;
}

/** Whether `value` may go on the wire as it is. */
export function isArg(value: unknown): value is Arg {
  switch (typeof value) {
    case "string":
    case "bigint":
      return true;
    case "number":
      return !Number.isNaN(value);
    default:
      return value instanceof Uint8Array;
  }
}

/** Whether `value` is an object whose properties are options. */
export function isOptions(value: unknown): value is Properties {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

class Writer {
  readonly out: Arg[] = [];
  private readonly command: string;
  private readonly values: readonly unknown[];
  private nextValue = 0;

  constructor(command: string, values: readonly unknown[]) {
    this.command = command;
    this.values = values;
  }

  options(bag: Bag, options: unknown): void {
    if (options !== undefined && !isOptions(options)) {
      throw new UsageError("ERR_USAGE_ARGUMENT", `${this.command}: the options must be an object`);
    }
    const given = options ?? {};
    for (const name of Object.keys(given)) {
      if (!bag.names.has(name) && !Object.hasOwn(CALL_OPTIONS, name)) throw this.unknownOption(name);
    }
    this.parts(bag.parts, given);
  }

  private parts(parts: readonly Part[], given: Properties): void {
    for (const part of parts) {
      if (part.kind === "choice") this.choice(part, given);
      else if (part.kind === "literal") this.out.push(part.word);
      else this.field(part, part.positional ? this.values[this.nextValue++] : given[part.name]);
    }
  }

  private choice(part: Part & { kind: "choice" }, given: Properties): void {
    let chosen: readonly Part[] | undefined;
    for (const alternative of part.alternatives) {
      if (!isGiven(alternative, given)) continue;
      if (chosen !== undefined) throw this.optionError(part, given, "exclude each other");
      chosen = alternative;
    }
    if (chosen === undefined && part.required) {
      if (part.alternatives.length > 1)
        throw this.optionError(part, undefined, "are missing: one of them is needed");
      chosen = part.alternatives[0];
    }
    if (chosen !== undefined) this.parts(chosen, given);
  }

  private field(field: Field, value: unknown): void {
    if (field.shape === undefined) {
      if (value === undefined) throw this.missing(field);
      if (value !== true) throw this.wrong(field, "a boolean");
      this.out.push(field.token!);
    } else if (field.repeated) {
      for (const item of this.items(field, value)) this.tokenAndShape(field, field.shape, item);
    } else this.tokenAndShape(field, field.shape, value);
  }

  private tokenAndShape(field: Field, shape: Shape, value: unknown): void {
    if (field.token !== undefined) this.out.push(field.token);
    this.shape(field, shape, value);
  }

  private shape(field: Field, shape: Shape, value: unknown): void {
    switch (shape.kind) {
      case "value":
        this.value(field, value);
        break;
      case "word":
        this.word(field, shape.words, value);
        break;
      case "list":
        this.list(field, shape, value);
        break;
      case "pairs":
        this.pairs(field, shape, value);
        break;
      case "bag":
        this.bag(field, shape.bag, value);
    }
  }

  private value(field: Field, value: unknown): void {
    if (isArg(value)) this.out.push(value);
    else throw value === undefined ? this.missing(field) : this.wrong(field, "text, a number or bytes");
  }

  private word(field: Field, words: readonly string[], value: unknown): void {
    const word = typeof value === "string" ? value.toUpperCase() : "";
    if (words.includes(word)) this.out.push(word);
    else
      throw value === undefined ? this.missing(field) : this.wrong(field, words.join(" or ").toLowerCase());
  }

  private list(field: Field, shape: Shape & { kind: "list" }, value: unknown): void {
    const items = value === undefined && shape.mayBeEmpty ? [] : this.items(field, value, shape.mayBeEmpty);
    if (shape.counted) this.out.push(items.length);
    for (const item of items) this.shape(field, shape.of, item);
  }

  private pairs(field: Field, shape: Shape & { kind: "pairs" }, value: unknown): void {
    const pairs = this.entries(field, value);
    if (shape.columns) {
      for (const [name] of pairs) this.value(field, name);
      for (const [, other] of pairs) this.value(field, other);
      return;
    }
    for (const [name, others] of pairs) this.pair(field, shape, name, others);
  }

  private pair(field: Field, shape: Shape & { kind: "pairs" }, name: unknown, others: unknown): void {
    // A number for a name that the wire has last is a pair in the wire's order.
    if (shape.name > 0 && typeof name === "number")
      throw this.wrong(field, `pairs, "${nameOf(shape)}" first`);
    const rest = shape.members.length === 2 ? [others] : others;
    if (!Array.isArray(rest) || rest.length !== shape.members.length - 1) {
      throw this.wrong(field, `pairs of "${nameOf(shape)}" and an array of ${shape.members.length - 1}`);
    }
    let next = 0;
    shape.members.forEach((_, i) => {
      this.value(field, i === shape.name ? name : rest[next++]);
    });
  }

  private bag(field: Field, bag: Bag, value: unknown): void {
    if (bag.alone !== undefined && isArg(value)) {
      this.parts(bag.parts, { [bag.alone.name]: value });
      return;
    }
    if (!isOptions(value)) throw value === undefined ? this.missing(field) : this.wrong(field, "an object");
    for (const name of Object.keys(value)) {
      if (!bag.names.has(name)) throw this.unknownOption(`${field.name}.${name}`);
    }
    this.parts(bag.parts, value);
  }

  private items(field: Field, value: unknown, mayBeEmpty = false): readonly unknown[] {
    if (value === undefined) throw this.missing(field);
    const items = Array.isArray(value) ? value : [value];
    if (items.length === 0 && !mayBeEmpty) throw this.wrong(field, "at least one");
    return items;
  }

  private entries(field: Field, value: unknown): readonly (readonly [unknown, unknown])[] {
    if (value === undefined) throw this.missing(field);
    const entries = entriesOf(value);
    if (entries === undefined) throw this.wrong(field, "a record, a Map or an array of pairs");
    if (entries.length === 0) throw this.wrong(field, "at least one pair");
    return entries;
  }

  private missing(field: Field): UsageError {
    if (field.positional)
      return new UsageError("ERR_USAGE_ARGUMENT", `${this.command}: "${field.name}" is missing`);
    return new UsageError("ERR_USAGE_OPTION", `${this.command}: option "${field.name}" is missing`);
  }

  private wrong(field: Field, expected: string): UsageError {
    if (field.positional) {
      return new UsageError("ERR_USAGE_ARGUMENT", `${this.command}: "${field.name}" must be ${expected}`);
    }
    return new UsageError("ERR_USAGE_OPTION", `${this.command}: option "${field.name}" must be ${expected}`);
  }

  private unknownOption(name: string): UsageError {
    return new UsageError("ERR_USAGE_OPTION", `${this.command}: there is no option "${name}"`);
  }

  private optionError(
    part: Part & { kind: "choice" },
    given: Properties | undefined,
    what: string,
  ): UsageError {
    const names = part.alternatives.flatMap(propertiesOf);
    const shown = given === undefined ? names : names.filter((name) => isValueGiven(given[name]));
    return new UsageError("ERR_USAGE_OPTION", `${this.command}: options "${shown.join('", "')}" ${what}`);
  }
}

function isGiven(parts: readonly Part[], given: Properties): boolean {
  for (const part of parts) {
    if (part.kind === "field" && isValueGiven(given[part.name])) return true;
    if (part.kind === "choice" && part.alternatives.some((alternative) => isGiven(alternative, given)))
      return true;
  }
  return false;
}

function isValueGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}

function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] | undefined {
  if (value instanceof Map) return [...value];
  if (!Array.isArray(value)) return isOptions(value) ? Object.entries(value) : undefined;
  return value.every((pair) => Array.isArray(pair) && pair.length === 2) ? value : undefined;
}

function nameOf(shape: Shape & { kind: "pairs" }): string {
  return shape.members[shape.name]!.name;
}
