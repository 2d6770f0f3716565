import { z } from "zod";
import type { Path } from "./problem.ts";
import { file } from "./schema.ts";

/** A schema in JSON Schema (draft 7), or a part of one. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
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

/** The keys that the section at `path` may have. */
export function keysAt(path: Path): readonly string[] {
  const section = path.reduce<JsonSchema | boolean | undefined>((schema, step) => {
    if (typeof schema !== "object") return undefined;
    return schema.properties?.[step] ?? schema.items ?? schema.additionalProperties;
  }, jsonSchema());
  return typeof section === "object" ? Object.keys(section.properties ?? {}) : [];
}

function withVariables(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, items, anyOf, ...rest } = schema;
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
