import { z } from "zod";
import type { Path } from "./problem.ts";
import { file } from "./schema.ts";

/** A schema in JSON Schema (draft 7), or a part of one. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** The JSON Schema of the configuration, for editors. */
export function httpConfigSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(file, { io: "input", target: "draft-7" }) as JsonSchema;
  return {
    $schema,
    $id: "https://unpkg.com/fairlead-cache/schema/fairlead-http-cache.schema.json",
    title: "Configuration of an HTTP cache",
    ...schema,
  };
}

/** The keys that the section at `path` may have. */
export function keysAt(path: Path): readonly string[] {
  const root = httpConfigSchema();
  let sections = alternatives(root, root);
  for (const step of path) {
    sections = sections.flatMap((section) => alternatives(partOf(section, step), root));
  }
  return sections.flatMap(({ properties = {} }) => Object.keys(properties));
}

function partOf({ properties, items, additionalProperties }: JsonSchema, step: string | number): JsonSchema {
  if (typeof step === "number") return items ?? {};
  return properties?.[step] ?? (typeof additionalProperties === "object" ? additionalProperties : {});
}

/** A schema as a list of those it leaves the choice between, without references. */
function alternatives(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1)!;
    const target = schema.$ref === "#" ? root : root.definitions?.[name];
    return target === undefined ? [] : alternatives(target, root);
  }
  const { anyOf, allOf } = schema;
  const choices = anyOf ?? (allOf as readonly JsonSchema[] | undefined);
  return choices === undefined ? [schema] : choices.flatMap((each) => alternatives(each, root));
}
