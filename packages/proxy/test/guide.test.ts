import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type JsonSchema, jsonSchema } from "../src/config/json-schema.ts";
import { parseConfig } from "../src/index.ts";

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/guide/${name}.md`, import.meta.url), "utf8");
const guide = page("proxy") + page("news");

describe("the guide to the proxy", () => {
  it.each([...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml!))(
    "shows a good file",
    (yaml) => {
      expect(
        parseConfig(yaml, { CLUSTER_PASSWORD: "secret", NEWS_PASSWORD: "secret" }, "fairlead.yaml"),
      ).toHaveProperty("config");
    },
  );

  it("names every key of the file", () => {
    const missing = [...keysOf(jsonSchema())].filter((key) => !guide.includes(`\`${key}\``));
    expect(missing).toEqual([]);
  });
});

function* keysOf({ properties = {}, items, additionalProperties, anyOf = [] }: JsonSchema): Iterable<string> {
  for (const [key, schema] of Object.entries(properties)) {
    yield key;
    yield* keysOf(schema);
  }
  const others = typeof additionalProperties === "object" ? [additionalProperties] : [];
  for (const schema of [...(items === undefined ? [] : [items]), ...others, ...anyOf]) yield* keysOf(schema);
}
