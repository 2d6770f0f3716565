import type { Arg } from "fairlead-resp";
import type { Field, Grammar, Part, Shape } from "../../src/commands/grammar.ts";
import { serialize } from "../../src/commands/serialize.ts";

/** Wire arguments of made-up calls of a command: one with only what it must have, and some that have each option once. */
export function sampleCalls(command: string, grammar: Grammar): Arg[][] {
  const calls: Arg[][] = [];
  for (const pick of [undefined, 0, 1, 2, 3, 4]) {
    const sampler = new Sampler(pick);
    const options = sampler.object(grammar.bag.parts);
    calls.push(serialize(command, grammar, sampler.positionals(grammar.bag.parts), options));
  }
  return calls;
}

class Sampler {
  /** Which alternative of optional choices to take; undefined for none. */
  private readonly pick: number | undefined;
  private next = 0;

  constructor(pick: number | undefined) {
    this.pick = pick;
  }

  positionals(parts: readonly Part[]): unknown[] {
    return parts.flatMap((part) => (part.kind === "field" && part.positional ? [this.field(part)] : []));
  }

  object(parts: readonly Part[]): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const part of parts) {
      if (part.kind === "choice") Object.assign(object, this.choice(part));
      else if (part.kind === "field" && !part.positional) object[part.name] = this.field(part);
    }
    return object;
  }

  private choice(part: Part & { kind: "choice" }): Record<string, unknown> {
    if (this.pick === undefined && !part.required) return {};
    return this.object(part.alternatives[Math.min(this.pick ?? 0, part.alternatives.length - 1)]!);
  }

  private field(field: Field): unknown {
    if (field.shape === undefined) return true;
    return field.repeated ? [this.shape(field.shape), this.shape(field.shape)] : this.shape(field.shape);
  }

  private shape(shape: Shape): unknown {
    switch (shape.kind) {
      case "value":
        return shape.type === "integer" || shape.type === "double" ? "1" : `${shape.label}${this.next++}`;
      case "word":
        return shape.words[0];
      case "list":
        return [this.shape(shape.of), this.shape(shape.of)];
      case "pairs":
        return new Map([this.pair(shape), this.pair(shape)]);
      default:
        return this.object(shape.bag.parts);
    }
  }

  private pair(shape: Shape & { kind: "pairs" }): [unknown, unknown] {
    const values = shape.members.map((member) => this.field(member));
    const [name] = values.splice(shape.name, 1);
    return [name, values.length === 1 ? values[0] : values];
  }
}
