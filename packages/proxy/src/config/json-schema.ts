import { z } from "zod";
import type { Path } from "./problem.ts";
import { file } from "./schema.ts";

/** A schema in JSON Schema (draft 7), or a part of one. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

const VARIABLE: JsonSchema = { $ref: "#/definitions/variable" };

/** The JSON Schema of the configuration file, for editors. Where a value is not just any text, a `${NAME}` may stand too. */
export function jsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(file, { io: "input", target: "draft-7" }) as JsonSchema;
  return {
    $schema,
    $id: "https://unpkg.com/fairlead-proxy/schema/fairlead-proxy.schema.json",
    title: "Configuration of fairlead proxy",
    ...withVariables(schema),
    definitions: {
      variable: {
        type: "string",
        pattern: "\\$\\{[A-Za-z_][^}]*\\}",
        description: "A text with a variable of the environment in it.",
      },
    },
  };
}

/** The keys that the section at `path` may have, of whatever kind it is. */
export function keysAt(path: Path): readonly string[] {
  const sections = path.reduce<readonly JsonSchema[]>(
    (schemas, step) => schemas.flatMap((schema) => partsOf(schema, step)),
    alternatives(jsonSchema()),
  );
  return [...new Set(sections.flatMap(({ properties = {} }) => Object.keys(properties)))];
}

function partsOf({ properties, items, additionalProperties }: JsonSchema, step: Path[number]): JsonSchema[] {
  const part = properties?.[step] ?? items ?? additionalProperties;
  return typeof part === "object" ? alternatives(part) : [];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return [...(schema.anyOf ?? [schema])];
}

function withVariables(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, items, anyOf, oneOf, ...rest } = schema;
  // What tells the alternatives apart may be a variable, too.
  if (oneOf !== undefined) return { ...rest, anyOf: oneOf.map(withVariables) };
  if (anyOf !== undefined) return { ...rest, anyOf: [...anyOf, VARIABLE] };
  if (properties === undefined && items === undefined && additionalProperties === undefined)
    return orVariable(rest);
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, withVariables(property)]),
      ),
    }),
    ...(items && { items: withVariables(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === "boolean"
          ? additionalProperties
          : withVariables(additionalProperties),
    }),
  };
}

function orVariable(scalar: JsonSchema): JsonSchema {
  const { description, default: preset, ...rest } = scalar;
  if (rest.type === "string" && !("enum" in rest || "pattern" in rest)) return scalar;
  return {
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset }),
    anyOf: [rest, VARIABLE],
  };
}
