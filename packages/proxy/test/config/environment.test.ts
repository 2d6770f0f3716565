import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { substitute } from "../../src/config/environment.ts";
import { readYaml } from "../../src/config/read-yaml.ts";
import { EXAMPLE, minimal } from "./example.ts";
import { configOf } from "./results.ts";

const D = "$";
const env = { HOST: "server", PORT: "6379", EMPTY: "" };

describe("a reference to a variable", () => {
  it.each([
    [`redis://${D}{HOST}:${D}{PORT}/0`, "redis://server:6379/0"],
    [`${D}{NONE:-a:-b}`, "a:-b"],
    [`${D}{EMPTY:-fallback}`, "fallback"],
    [`a${D}{EMPTY}b${D}{NONE:-}c`, "abc"],
    [`${D}${D}{HOST}`, `${D}{HOST}`],
    [`${D}${D}${D}{HOST}`, `${D}${D}{HOST}`],
    [`${D}HOST costs 5${D}`, `${D}HOST costs 5${D}`],
  ])("in %j makes %j", (text, expected) => {
    expect(substitute(text, env)).toMatchObject({ text: expected });
  });

  it.each([`${D}{`, `${D}{}`, `${D}{HOST`, `${D}{HOST-x}`, `${D}{1ST}`, `${D}{A B}`, `${D}{a${D}{HOST}}`])(
    "can't be %j",
    (text) => expect(substitute(text, env)).toHaveProperty("faults"),
  );

  it("needs its variable, unless it has a default", () => {
    expect(substitute(`${D}{ONE} ${D}{TWO:-2} ${D}{toString}`, env)).toEqual({
      faults: [
        "needs the environment variable ONE, which is not set",
        "needs the environment variable toString, which is not set",
      ],
    });
  });

  it("is not looked for in what a variable holds", () => {
    expect(substitute(`${D}{A}`, { A: `${D}{HOST}` })).toMatchObject({ text: `${D}{HOST}` });
  });

  it("may be meant as a number, or as true or false, where the file needs one", () => {
    const text = minimal({
      listener: `limits: { maxSessions: "${D}{N}", maxBulkBytes: "${D}{SIZE}", maxQueryBytes: "${D}{N}" }`,
      backend: `password: ${D}{N}\n    tls: { rejectUnauthorized: "${D}{NO:-false}" }`,
      rest: `workers: ${D}{CORES}\nslowLog: { thresholdMs: "${D}{HALF}" }`,
    });
    const config = configOf(text, { N: "7", SIZE: "2kb", CORES: "cores", HALF: "0.5" });
    expect(config).toMatchObject({
      workers: "cores",
      slowLog: { thresholdMs: 0.5 },
      backends: { main: { password: "7", tls: { rejectUnauthorized: false } } },
    });
    expect(config.listeners[0]?.limits).toMatchObject({
      maxSessions: 7,
      maxBulkBytes: 2_048,
      maxQueryBytes: 7,
    });
  });
});

describe("what a variable holds", () => {
  const values = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "{a: b}",
      "[1]",
      "\n- x",
      "a: b\nc: d",
      "!!map",
      "&a",
      "*a",
      "# x",
      '"',
      "'",
      "---",
      "null",
      "~",
      "|\n x",
    ),
  );

  it("never changes the structure of a file", () => {
    const places = EXAMPLE.replaceAll("plain:opensesame", `plain:${D}{SECRET}`)
      .replaceAll("opensesame", `"${D}{SECRET}"`)
      .replace("eu-1a", `${D}{ZONE}`)
      .replace("level: debug", `level: "${D}{LEVEL}"`);
    const shapeFor = (value: string): unknown => {
      const reading = readYaml(places, { SECRET: value, ZONE: value, LEVEL: value });
      if ("problems" in reading) throw new Error(JSON.stringify(reading.problems));
      return shapeOf(reading.value);
    };
    const shape = shapeFor("x");
    fc.assert(
      fc.property(values, (value) => {
        expect(shapeFor(value)).toEqual(shape);
      }),
    );
  });

  it("stands in the configuration as it is", () => {
    const text = minimal({
      rest: `users: [{ name: app, password: "plain:${D}{SECRET}", keys: ["${D}{SECRET}"] }]`,
    });
    const plain = configOf(text, { SECRET: "x" });
    fc.assert(
      fc.property(
        values.filter((value) => value !== ""),
        (value) => {
          const users = [{ ...plain.users[0], password: `plain:${value}`, keys: [value] }];
          expect(configOf(text, { SECRET: value })).toEqual({ ...plain, users });
        },
      ),
    );
  });
});

/** The value with every text replaced by its type. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shapeOf(part)]));
}
