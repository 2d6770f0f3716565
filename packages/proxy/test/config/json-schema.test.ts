import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { DEFAULTS, POOL_DEFAULTS } from "../../../client/src/options.ts";
import { type JsonSchema, jsonSchema } from "../../src/config/json-schema.ts";
import { EXAMPLE, minimal, NEWS_EXAMPLE } from "./example.ts";

const SCHEMA = jsonSchema();

describe("the JSON Schema", () => {
  // Out of date: npx vitest run packages/proxy/test/config/json-schema.test.ts -u
  it("is the published one", async () => {
    const text = `${JSON.stringify(SCHEMA, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../../schema/fairlead-proxy.schema.json");
  });

  it.each([
    ["says everything", EXAMPLE],
    ["says everything of news", NEWS_EXAMPLE],
    ["says the least", minimal()],
    ["has variables for all that is no text", withVariables()],
  ])("takes a file that %s", (_, text) => expect(isValid(text)).toBe(true));

  it.each(["workers: many", "log: { level: loud }", "nothing: 1", "limits: { maxBulkBytes: 1tb }"])(
    "refuses a file with %s",
    (rest) => expect(isValid(minimal({ rest }))).toBe(false),
  );

  it("describes every key, with the default of each that may be left out", () => {
    const keys = keysOf(SCHEMA);
    expect(keys.length).toBeGreaterThan(70);
    for (const { name, schema, isRequired } of keys) {
      expect(schema.description, name).toMatch(/\.$/);
      const isSection = schema.properties !== undefined;
      if (!isRequired && !isSection) expect(schema.description, name).toMatch(/Default/);
    }
  });

  it("names the client's defaults", () => {
    const keys = keysOf(SCHEMA).filter(
      ({ name }) => name.startsWith("backends.") && !name.startsWith("backends.providers."),
    );
    const defaults: Record<string, unknown> = { ...DEFAULTS, ...POOL_DEFAULTS };
    const named = keys.filter(({ name }) => Object.hasOwn(defaults, name.split(".").at(-1)!));
    expect(named.map(({ name }) => name)).toContain("backends.pool.max");
    for (const { name, schema } of named) {
      expect(schema.description, name).toContain(
        `Default ${JSON.stringify(defaults[name.split(".").at(-1)!])}.`,
      );
    }
  });
});

function isValid(text: string): boolean {
  return z.fromJSONSchema(SCHEMA as Parameters<typeof z.fromJSONSchema>[0]).safeParse(parse(text)).success;
}

/** The example with a variable for each number, truth value, size and word of a list. */
function withVariables(): string {
  const variable = "$" + "{NAME:-x}";
  const words = new Set([
    "hybrid",
    "request",
    "users",
    "resp",
    "cluster",
    "azAffinity",
    "debug",
    "json",
    "cores",
    "20kb",
    "+read",
  ]);
  return stringify(parse(EXAMPLE), (_, value) => {
    return typeof value === "number" || typeof value === "boolean" || words.has(value) ? variable : value;
  });
}

interface Key {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

function keysOf(schema: JsonSchema, path = ""): Key[] {
  const sections = schema.anyOf?.filter(({ properties }) => properties !== undefined) ?? [];
  if (sections.length > 0) return sections.flatMap((section) => keysOf(section, path));
  const inner = schema.items ?? schema.additionalProperties;
  if (typeof inner === "object") return keysOf(inner, path);
  const { required = [] } = schema;
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = path === "" ? key : `${path}.${key}`;
    return [{ name, schema: property, isRequired: required.includes(key) }, ...keysOf(property, name)];
  });
}
