import type { CallOptions } from "../call-options.ts";
import { UsageError } from "../errors.ts";
import type { Arg } from "./command.ts";
import {
  type Bag,
  type Choice,
  type Field,
  type Grammar,
  type Part,
  propertiesOf,
  type Shape,
} from "./grammar.ts";

/** What every call takes beside the options of its command. */
const CALL_OPTIONS: Readonly<Record<keyof CallOptions, true>> = {
  timeoutMs: true,
  signal: true,
  reply: true,
  idempotent: true,
  route: true,
  partial: true,
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

  private choice({ required, alternatives }: Choice, given: Properties): void {
    let chosen: readonly Part[] | undefined;
    for (const alternative of alternatives) {
      if (!isGiven(alternative, given)) continue;
      if (chosen !== undefined) {
        const names = alternatives.flatMap(propertiesOf).filter((name) => isValueGiven(given[name]));
        throw this.choiceError(names, "exclude each other");
      }
      chosen = alternative;
    }
    if (chosen === undefined && required) {
      chosen = alternatives[0];
      if (alternatives.length > 1) {
        throw this.choiceError(alternatives.flatMap(propertiesOf), "are missing: one of them is needed");
      }
    }
    if (chosen !== undefined) this.parts(chosen, given);
  }

  private field(field: Field, value: unknown): void {
    if (field.shape === undefined) {
      if (value !== true) throw this.wrong(field, value, "a boolean");
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
    if (!isArg(value)) throw this.wrong(field, value, "text, a number or bytes");
    this.out.push(value);
  }

  private word(field: Field, words: readonly string[], value: unknown): void {
    const word = typeof value === "string" ? value.toUpperCase() : "";
    if (!words.includes(word)) throw this.wrong(field, value, words.join(" or ").toLowerCase());
    this.out.push(word);
  }

  private list(field: Field, shape: Shape & { kind: "list" }, value: unknown): void {
    const items = shape.mayBeEmpty ? toArray(value ?? []) : this.items(field, value);
    if (shape.counted) this.out.push(items.length);
    for (const item of items) this.shape(field, shape.of, item);
  }

  private pairs(field: Field, shape: Shape & { kind: "pairs" }, value: unknown): void {
    const pairs = entriesOf(value);
    if (pairs === undefined) throw this.wrong(field, value, "a record, a Map or an array of pairs");
    if (pairs.length === 0) throw this.wrong(field, value, "at least one pair");
    if (shape.columns) {
      for (const pair of pairs) this.value(field, pair[0]);
      for (const pair of pairs) this.value(field, pair[1]);
    } else for (const pair of pairs) this.pair(field, shape, pair[0], pair[1]);
  }

  private pair(field: Field, shape: Shape & { kind: "pairs" }, name: unknown, others: unknown): void {
    const { members, name: place } = shape;
    const called = members[place]!.name;
    // A number for a name that comes last on the wire: the pair was given in the wire's order.
    if (place > 0 && typeof name === "number") throw this.wrong(field, name, `pairs, "${called}" first`);
    const rest = members.length === 2 ? [others] : others;
    if (!Array.isArray(rest) || rest.length !== members.length - 1) {
      throw this.wrong(field, name, `pairs of "${called}" and an array of ${members.length - 1}`);
    }
    for (let i = 0; i < members.length; i++) {
      this.value(field, i === place ? name : rest[i < place ? i : i - 1]);
    }
  }

  private bag(field: Field, bag: Bag, value: unknown): void {
    if (bag.alone !== undefined && isArg(value)) {
      this.parts(bag.parts, { [bag.alone.name]: value });
      return;
    }
    if (!isOptions(value)) throw this.wrong(field, value, "an object");
    for (const name of Object.keys(value)) {
      if (!bag.names.has(name)) throw this.unknownOption(`${field.name}.${name}`);
    }
    this.parts(bag.parts, value);
  }

  private items(field: Field, value: unknown): readonly unknown[] {
    const items = toArray(value);
    if (items.length === 0) throw this.wrong(field, value, "at least one");
    return items;
  }

  private wrong(field: Field, value: unknown, expected: string): UsageError {
    const code = field.positional ? "ERR_USAGE_ARGUMENT" : "ERR_USAGE_OPTION";
    const where = `${this.command}: ${field.positional ? "" : "option "}"${field.name}"`;
    return new UsageError(code, `${where} ${value === undefined ? "is missing" : `must be ${expected}`}`);
  }

  private unknownOption(name: string): UsageError {
    return new UsageError("ERR_USAGE_OPTION", `${this.command}: there is no option "${name}"`);
  }

  private choiceError(names: readonly string[], what: string): UsageError {
    return new UsageError("ERR_USAGE_OPTION", `${this.command}: options "${names.join('", "')}" ${what}`);
  }
}

function isGiven(parts: readonly Part[], given: Properties): boolean {
  for (const part of parts) {
    if (part.kind === "field" && isValueGiven(given[part.name])) return true;
    if (part.kind === "choice" && part.alternatives.some((one) => isGiven(one, given))) return true;
  }
  return false;
}

function isValueGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function entriesOf(value: unknown): readonly (readonly unknown[])[] | undefined {
  if (value instanceof Map) return [...value];
  if (!Array.isArray(value)) return isOptions(value) ? Object.entries(value) : undefined;
  return value.every((pair) => Array.isArray(pair) && pair.length === 2) ? value : undefined;
}
