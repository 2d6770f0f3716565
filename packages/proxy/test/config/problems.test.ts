import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { parseConfig } from "../../src/config/parse.ts";
import { EXAMPLE, minimal } from "./example.ts";
import { complaintsOf, problemsOf } from "./results.ts";

const NOPE = "$" + "{NOPE}";

describe("the problems of a configuration", () => {
  it("are all told at once, each with its place, in the order of the file", () => {
    const text = `listeners:
  - address: 127.0.0.1:7379
    bakend: main
    limits: { maxSesions: 3, maxBulkBytes: 5tb }
    backend: mian
    routes: [{ prefix: "a", backend: "${NOPE}" }]
  - adress: 127.0.0.1:7380
    address:
  - address: 127.0.0.1:7379
    backend: main
backends:
  main: { urls: "redis://host", username: bob, pool: { min: 5, max: 4, zz: 1 } }
  other:
    tls: {}
users:
  - { name: app, password: opensesame, keys: "*" }
log: loud
`;
    expect(problemsOf(text)).toEqual([
      '3:5 listeners[0].bakend is not known; did you mean "backend"?',
      '4:15 listeners[0].limits.maxSesions is not known; did you mean "maxSessions"?',
      '4:44 listeners[0].limits.maxBulkBytes must be a number of bytes or a text such as "64mb"',
      '5:14 listeners[0].backend names no backend; did you mean "main"?',
      "6:38 listeners[0].routes[0].backend needs the environment variable NOPE, which is not set",
      '7:5 listeners[1].adress is not known; did you mean "address"?',
      "7:5 listeners[1].backend is required where there is more than one backend",
      "8:13 listeners[1].address has no value",
      "9:14 listeners[2].address is the same as listeners[0].address",
      "12:3 backends.main.password is required with username",
      "12:61 backends.main.pool.min is above max",
      "12:72 backends.main.pool.zz is not known",
      "13:3 backends.other.urls is required",
      '16:28 users[0].password must be a hash that begins with "scrypt:", or "plain:" and the password',
      "16:46 users[0].keys must be a list",
      "17:6 log must be a section with keys",
    ]);
  });

  it.each([
    ["", ["1:1 listeners is required", "1:1 backends is required"]],
    ["# nothing", ["1:1 listeners is required", "1:1 backends is required"]],
    ["- a", ["1:1  must be a section with keys"]],
    ["listeners: []\nbackends: {}", ["1:12 listeners must not be empty", "2:11 backends must not be empty"]],
  ])("of %j are what is missing", (text, problems) => expect(problemsOf(text)).toEqual(problems));

  it.each([
    ["a: [1", "1:6", "Flow sequence"],
    ["a: {b: c}}\nd: }", "1:10", "Something unexpected"],
    ["a: !opensesame b", "1:4", "Unknown tag"],
    ['a: "opensesame\\q"', "1:15", "Unknown escape sequence"],
    ["a: @opensesame", "1:4", "A text that begins with a special character"],
    ["a: 1\n---\nb: 1", "2:1", "Source contains multiple documents"],
    ["a:\n\t- b", "2:1", "Tabs are not allowed"],
  ])("of broken YAML are the first: %j", (text, place, words) => {
    const [problem, ...more] = problemsOf(text);
    expect(problem).toContain(`${place}  is not valid YAML here: ${words}`);
    expect(problem).not.toContain("opensesame");
    expect(more).toEqual([]);
  });

  it("include what YAML allows, and no configuration can mean", () => {
    expect(
      problemsOf(`${minimal()}workers: &w 2\nworkers: *w\n? [a]\n: b\n__proto__: 1\nlog: *nowhere`),
    ).toEqual([
      "11:10 workers is given more than once",
      '12:3 ["?"] can\'t be a key; a text with a comma in it must be quoted',
      "14:1 __proto__ can't be a key; a text with a comma in it must be quoted",
      "15:6 log refers to an anchor that is not above it",
    ]);
    expect(complaintsOf(minimal({ rest: "log: &log { level: *log }" }))).toEqual([
      "log.level contains itself",
    ]);
  });

  it("include aliases of aliases that would fill the memory", () => {
    const layers = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(10)}]`);
    const problems = complaintsOf(minimal({ rest: ["l0: &l0 1", ...layers].join("\n") }));
    expect(problems.filter((problem) => problem.includes("too much"))).toHaveLength(1);
  });

  it("name each variable that is missing in one text", () => {
    const text = minimal({ rest: `workers: ${NOPE}${NOPE.replace("P", "N")}` });
    expect(complaintsOf(text)).toEqual([
      "workers needs the environment variable NOPE, which is not set, and needs the environment variable NONE, which is not set",
    ]);
  });

  it("never show a value of the file or of a variable", () => {
    const leaves = leavesOf(parse(EXAMPLE));
    const secrets = fc.stringMatching(/^[\w:@/!*&%[{"' .-]{1,8}$/).map((text) => `${text}s3cr3t`);
    fc.assert(
      fc.property(fc.constantFrom(...leaves), secrets, fc.boolean(), (leaf, secret, isVariable) => {
        const value = parse(EXAMPLE);
        place(value, leaf, isVariable ? "$" + "{SECRET}" : secret.replaceAll("$", ""));
        const result = parseConfig(stringify(value), { SECRET: secret }, "proxy.yaml");
        if ("problems" in result) expect(JSON.stringify(result.problems)).not.toContain("s3cr3t");
      }),
      { numRuns: 300 },
    );
  });

  it("never show what a text ends in that should have been quoted", () => {
    const specials = fc.constantFrom(
      ",",
      "!",
      "&",
      "*",
      "@",
      "%",
      "`",
      "|",
      ">",
      "#",
      "{",
      "[",
      "]",
      "}",
      '"',
      "'",
      "? ",
      "- ",
    );
    fc.assert(
      fc.property(specials, fc.stringMatching(/^[\w ]{0,3}$/), fc.boolean(), (special, before, isFirst) => {
        const password = isFirst ? `${special}${before}s3cr3t` : `a${before}${special}s3cr3t`;
        const result = parseConfig(EXAMPLE.replaceAll("opensesame", password), {}, "proxy.yaml");
        if ("problems" in result) expect(JSON.stringify(result.problems)).not.toContain("s3cr3t");
      }),
      { numRuns: 300 },
    );
  });

  it("stand inside the file", () => {
    fc.assert(
      fc.property(fc.nat(EXAMPLE.length), fc.nat(20), (at, length) => {
        const text = EXAMPLE.slice(0, at) + EXAMPLE.slice(at + length);
        const result = parseConfig(text, {}, "proxy.yaml");
        const lines = text.split("\n");
        for (const { line, column } of "problems" in result ? result.problems : []) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

type Steps = readonly (string | number)[];

function leavesOf(value: unknown, path: Steps = []): Steps[] {
  if (typeof value !== "object" || value === null) return [path];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return steps.flatMap((step) =>
    leavesOf((value as Record<string | number, unknown>)[step], [...path, step]),
  );
}

function place(value: unknown, path: Steps, leaf: unknown): void {
  const holder = path
    .slice(0, -1)
    .reduce((at, step) => (at as Record<string | number, unknown>)[step], value);
  (holder as Record<string | number, unknown>)[path.at(-1)!] = leaf;
}
