/**
 * How the arguments of one command stand on the wire and what the caller gives for them. Parsed from a notation close
 * to that of the servers' documentation:
 *
 * | notation              | on the wire                      | from the caller                                     |
 * |-----------------------|----------------------------------|-----------------------------------------------------|
 * | `name` `name:i`       | one value                        | one value; its type: `k` key, `i` integer, `d` double |
 * | `name(A\|B)`          | one of these words               | the word, in either case                            |
 * | `name...` `name*`     | one or more; any number of values | one value or an array                              |
 * | `#name...`            | their count before them          | the same                                            |
 * | `name{a b}...`        | a b a b                          | a record, a Map or an array of pairs, `a` to `b`    |
 * | `name{a b!}...`       | a b a b                          | the same, `b` to `a`                                |
 * | `name{a\|b}...`       | all of a, then all of b          | the same, `a` to `b`                                |
 * | `name{[A] b}*`        | each object's parts              | an array of objects                                 |
 * | `TOKEN`               | the token                        | nothing at the top level, elsewhere `true`          |
 * | `TOKEN=x` `TOKEN={x}` | the token, then x                | x; an object with the parts as properties           |
 * | `name"wire"`          | another text than the name       | as with a token                                     |
 * | `[x]` `[x\|y]`        | at most one                      | properties of the options                           |
 * | `(x\|y)`              | exactly one                      | the same                                            |
 * | `[TOKEN=x]...`        | the token before each x          | one x or an array                                   |
 *
 * What stands in brackets, braces or parentheses is a property of an object; all else is positional.
 */
export interface Grammar {
  readonly bag: Bag;
  /** How many arguments are positional. */
  readonly positionals: number;
  /** Whether the last positional argument is a list that may be left out. */
  readonly openEnded: boolean;
}

/** An object's properties, in the order in which they go on the wire. */
export interface Bag {
  readonly parts: readonly Part[];
  /** The names of all properties. */
  readonly names: ReadonlySet<string>;
  /** The only thing that must be there, if it is one plain value: then the value may stand for the object. */
  readonly alone: Field | undefined;
}

export type Part = { readonly kind: "literal"; readonly word: string } | Choice | Field;

/** At most one of several sequences, or exactly one where it is required. */
export interface Choice {
  readonly kind: "choice";
  readonly required: boolean;
  readonly alternatives: readonly (readonly Part[])[];
}

export interface Field {
  readonly kind: "field";
  /** Lower case, hyphens made into camel case. */
  readonly name: string;
  readonly positional: boolean;
  /** Goes before the value. */
  readonly token: string | undefined;
  /** Undefined for a token alone. */
  readonly shape: Shape | undefined;
  /** The token goes before each value of several. */
  readonly repeated: boolean;
}

export type Shape =
  /** `label` says what it is; `names` marks the name of a pair. */
  | { readonly kind: "value"; readonly label: string; readonly type: ValueType; readonly names: boolean }
  | { readonly kind: "word"; readonly words: readonly string[] }
  | { readonly kind: "list"; readonly of: Shape; readonly counted: boolean; readonly mayBeEmpty: boolean }
  /** `name` is the index of the member that a record has as its key; `columns`: all names, then all values. */
  | {
      readonly kind: "pairs";
      readonly members: readonly Field[];
      readonly name: number;
      readonly columns: boolean;
    }
  | { readonly kind: "bag"; readonly bag: Bag };

export type ValueType = "text" | "key" | "integer" | "double";

const TYPES: Readonly<Record<string, ValueType>> = { k: "key", i: "integer", d: "double" };

/** @throws {SyntaxError} when `text` isn't in the notation of {@link Grammar}. */
export function parseGrammar(text: string): Grammar {
  const reader = new Reader(text);
  const parts = reader.sequence(true);
  if (!reader.atEnd) throw reader.error();
  const positional = parts.filter((part) => part.kind === "field" && part.positional) as Field[];
  const last = positional.at(-1)?.shape;
  return {
    bag: toBag(parts),
    positionals: positional.length,
    openEnded: last?.kind === "list" && last.mayBeEmpty,
  };
}

/** The names of the properties that `parts` stand for, nested choices included. */
export function propertiesOf(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => {
    if (part.kind === "choice") return part.alternatives.flatMap(propertiesOf);
    return part.kind === "literal" || part.positional ? [] : [part.name];
  });
}

/** Reads the notation by recursive descent; each method leaves the cursor behind what it has read. */
class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at === this.text.length;
  }

  error(): SyntaxError {
    return new SyntaxError(`Unexpected "${this.text.slice(this.at)}" in "${this.text}"`);
  }

  sequence(positional: boolean): Part[] {
    const parts: Part[] = [];
    for (;;) {
      while (this.skip(" "));
      if (this.atEnd || "|)]}".includes(this.text[this.at]!)) return parts;
      parts.push(this.part(positional));
    }
  }

  private part(positional: boolean): Part {
    if (this.skip("(")) return { kind: "choice", required: true, alternatives: this.alternatives(")") };
    if (!this.skip("[")) return this.field(positional);
    const alternatives = this.alternatives("]");
    if (!this.skip("...")) return { kind: "choice", required: false, alternatives };
    const repeated: Field = { ...(alternatives[0]![0] as Field), repeated: true };
    return { kind: "choice", required: false, alternatives: [[repeated]] };
  }

  private alternatives(close: string): Part[][] {
    const alternatives = [this.sequence(false)];
    while (this.skip("|")) alternatives.push(this.sequence(false));
    this.expect(close);
    return alternatives;
  }

  private field(positional: boolean): Part {
    const counted = this.skip("#");
    const label = this.match(/[\w-]+/y);
    const wire = this.match(/"[^"]*"/y);
    const isToken = wire !== "" || !/[a-z]/.test(label);
    const field = { kind: "field", name: camelCase(label.toLowerCase()), repeated: false } as const;
    if (!isToken) return { ...field, positional, token: undefined, shape: this.shape(label, counted) };
    const token = wire === "" ? label : wire.slice(1, -1);
    if (this.skip("=")) {
      const shape = this.shape(this.match(/[\w-]+/y), false);
      return { ...field, positional: false, token, shape };
    }
    if (positional) return { kind: "literal", word: token };
    return { ...field, positional: false, token, shape: undefined };
  }

  private shape(label: string, counted: boolean): Shape {
    const of = this.skip("(") ? this.words() : this.skip("{") ? this.braces() : this.value(label);
    const mayBeEmpty = this.skip("*");
    if (of.kind === "pairs" || (!mayBeEmpty && !this.skip("..."))) return of;
    return { kind: "list", of, counted, mayBeEmpty };
  }

  private value(label: string): Shape {
    const type = this.skip(":") ? TYPES[this.match(/\w/y)] : "text";
    if (label === "" || type === undefined) throw this.error();
    return { kind: "value", label, type, names: this.skip("!") };
  }

  private words(): Shape {
    const words = this.match(/[\w|-]+/y).split("|");
    this.expect(")");
    return { kind: "word", words };
  }

  private braces(): Shape {
    const alternatives = this.alternatives("}");
    const members = alternatives.flat();
    if (members.every(isPlain) && this.skip("...")) {
      const name = members.findIndex((member) => member.shape?.kind === "value" && member.shape.names);
      return { kind: "pairs", members, name: Math.max(name, 0), columns: alternatives.length > 1 };
    }
    const parts: Part[] =
      alternatives.length > 1 ? [{ kind: "choice", required: true, alternatives }] : members;
    return { kind: "bag", bag: toBag(parts) };
  }

  private skip(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  private expect(expected: string): void {
    if (!this.skip(expected)) throw this.error();
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}

function toBag(parts: readonly Part[]): Bag {
  const required = parts.filter((part) => part.kind !== "choice" || part.required);
  const alone = required.length === 1 && isPlain(required[0]!) ? required[0] : undefined;
  return { parts, names: new Set(propertiesOf(parts)), alone };
}

function isPlain(part: Part): part is Field {
  return part.kind === "field" && part.token === undefined && part.shape?.kind === "value";
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
