import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { check } from "../layers/check.mjs";
import { importsOf } from "../layers/imports.mjs";
import { temporaryTree } from "./temporary-tree.ts";

const LAYERS = {
  order: [
    ["proxy/session"],
    ["proxy"],
    ["client/cluster"],
    ["client/link", "client/routes"],
    ["client"],
    ["resp"],
  ],
  composition: ["client/connect.ts"],
  deny: { "proxy/session": ["client"] },
  maxLines: 20,
};

/** A tree that is as it should be. */
const CLEAN: Record<string, unknown> = {
  "layers.json": LAYERS,
  "packages/resp/package.json": { name: "fairlead-resp" },
  "packages/resp/src/index.ts": 'export * from "./reply.ts";',
  "packages/resp/src/reply.ts": "export type Reply = string;",
  "packages/client/package.json": { name: "fairlead" },
  "packages/client/src/index.ts": 'export { connect } from "./connect.ts";',
  "packages/client/src/connect.ts": 'import "./cluster/cluster.ts"; export const connect = 1;',
  "packages/client/src/errors.ts": 'import type { Reply } from "fairlead-resp"; export type E = Reply;',
  "packages/client/src/cluster/cluster.ts":
    'import "../link/link.ts"; import "../routes/route.ts"; import "./ask.ts";',
  "packages/client/src/cluster/ask.ts": 'import "node:net"; export {};',
  "packages/client/src/link/link.ts": 'import type { E } from "../errors.ts"; export type L = E;',
  "packages/client/src/routes/route.ts": "export {};",
  "packages/client/test/route.test.ts": 'import "../src/routes/route.ts"; import "anything";',
  "packages/proxy/package.json": { name: "fairlead-proxy" },
  "packages/proxy/src/index.ts": 'export * from "./session/session.ts"; import "fairlead";',
  "packages/proxy/src/session/session.ts": 'import "fairlead-resp"; export {};',
};

function problemsOf(changes: Record<string, unknown>): string[] {
  return check(temporaryTree({ ...CLEAN, ...changes })).problems;
}

test("a clean tree passes", () => {
  expect(check(temporaryTree(CLEAN))).toEqual({ files: 11, problems: [] });
});

describe("a seeded violation is found:", () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      "an import of a folder above",
      { "packages/client/src/link/link.ts": 'import "../cluster/ask.ts";' },
      "packages/client/src/link/link.ts imports ../cluster/ask.ts: client/cluster is not below client/link",
    ],
    [
      "an import of a type above",
      {
        "packages/client/src/link/link.ts": 'import type { A } from "../cluster/ask.ts"; export type B = A;',
      },
      "packages/client/src/link/link.ts imports ../cluster/ask.ts: client/cluster is not below client/link",
    ],
    [
      "a re-export from above",
      { "packages/client/src/link/link.ts": 'export type { A } from "../cluster/ask.ts";' },
      "packages/client/src/link/link.ts imports ../cluster/ask.ts: client/cluster is not below client/link",
    ],
    [
      "a dynamic import of what is above",
      { "packages/client/src/link/link.ts": 'export const a = () => import("../cluster/ask.ts");' },
      "packages/client/src/link/link.ts imports ../cluster/ask.ts: client/cluster is not below client/link",
    ],
    [
      "a type taken from a module above",
      { "packages/client/src/link/link.ts": 'export type A = import("../cluster/ask.ts").A;' },
      "packages/client/src/link/link.ts imports ../cluster/ask.ts: client/cluster is not below client/link",
    ],
    [
      "an import of a folder beside",
      { "packages/client/src/link/link.ts": 'import "../routes/route.ts";' },
      "packages/client/src/link/link.ts imports ../routes/route.ts: client/routes is not below client/link",
    ],
    [
      "a folder imported by the root of its package",
      { "packages/client/src/errors.ts": 'import "./routes/route.ts";' },
      "packages/client/src/errors.ts imports ./routes/route.ts: client/routes is not below client",
    ],
    [
      "a composition root imported from below",
      {
        "packages/client/src/routes/lone.ts":
          'import type { connect } from "../connect.ts"; export { connect };',
      },
      "packages/client/src/routes/lone.ts imports ../connect.ts: it is a composition root, and imported by nothing below it",
    ],
    [
      "an import of a package above",
      { "packages/resp/src/reply.ts": 'import type { C } from "fairlead"; export type Reply = C;' },
      "packages/resp/src/reply.ts imports fairlead: client is not below resp",
    ],
    [
      "an import of a subpath of a package above",
      { "packages/client/src/errors.ts": 'import "fairlead-proxy/session";' },
      "packages/client/src/errors.ts imports fairlead-proxy/session: proxy is not below client",
    ],
    [
      "an import of a package below that is denied",
      { "packages/proxy/src/session/session.ts": 'import "fairlead";' },
      "packages/proxy/src/session/session.ts imports fairlead: client is denied to proxy/session",
    ],
    [
      "a package that imports itself by name",
      { "packages/client/src/routes/route.ts": 'import "fairlead";' },
      "packages/client/src/routes/route.ts imports fairlead: it is the package itself",
    ],
    [
      "a relative import of another package",
      { "packages/client/src/errors.ts": 'import "../../resp/src/reply.ts";' },
      "packages/client/src/errors.ts imports ../../resp/src/reply.ts: it leaves the package",
    ],
    [
      "an import of a file that doesn't exist",
      { "packages/client/src/errors.ts": 'import "./error.ts";' },
      "packages/client/src/errors.ts imports ./error.ts: there is no such file",
    ],
    [
      "a computed import",
      { "packages/client/src/errors.ts": "export const load = (name: string) => import(name);" },
      "packages/client/src/errors.ts imports a computed name: nobody can check that",
    ],
    [
      "a file that is too long",
      { "packages/client/test/route.test.ts": "\n".repeat(21) },
      "packages/client/test/route.test.ts has 21 lines; 20 is the most",
    ],
    [
      "a folder that layers.json doesn't list",
      { "packages/client/src/pubsub/subscriber.ts": "export {};" },
      "layers.json doesn't list client/pubsub: give it a row, above whatever it imports",
    ],
    [
      "a listed folder that doesn't exist",
      { "layers.json": { ...LAYERS, order: [...LAYERS.order, ["client/pubsub"]] } },
      "layers.json lists client/pubsub, which has no module",
    ],
    [
      "a folder that is listed twice",
      { "layers.json": { ...LAYERS, order: [["client/link"], ...LAYERS.order] } },
      "layers.json lists client/link twice",
    ],
    [
      "a composition root that doesn't exist",
      { "layers.json": { ...LAYERS, composition: ["client/connect.ts", "client/client.ts"] } },
      "layers.json lists client/client.ts as a composition root, which doesn't exist",
    ],
  ])("%s", (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });

  test("a cycle, of types only, in one folder", () => {
    const problems = problemsOf({
      "packages/client/src/routes/route.ts": 'import type { S } from "./slot.ts"; export type R = S;',
      "packages/client/src/routes/slot.ts": 'import type { R } from "./route.ts"; export type S = R;',
    });
    const [route, slot] = ["packages/client/src/routes/route.ts", "packages/client/src/routes/slot.ts"];
    expect(problems).toEqual([`a cycle: ${route} -> ${slot} -> ${route}`]);
  });

  test("a tree without modules", () => {
    const root = temporaryTree({ "layers.json": { order: [], maxLines: 300 } });
    expect(check(root)).toEqual({ files: 0, problems: ["not one module was found: the check is broken"] });
  });
});

test("a generated file may be long", () => {
  expect(problemsOf({ "packages/client/src/routes/table.generated.ts": "\n".repeat(21) })).toEqual([]);
});

test("imports are found wherever they stand, and not in comments or strings", () => {
  const source = `
    import a, { type B } from "a"; import "b"; export * as c from 'c'; export type { D } from "d";
    export { a }; export const load = async () => [await import("e"), typeof (await import("f"))];
    let g: import("g").G<import("h").H>;
    // import "not";
    const text = 'import "not";' + \`import "not"\`; /* export * from "not" */`;
  expect(importsOf("source.ts", source)).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
});

test("the exit code tells", () => {
  const script = fileURLToPath(new URL("../check-layers.mjs", import.meta.url));
  const exitCode = (root: string) => spawnSync(process.execPath, [script, root]).status;
  expect(exitCode(temporaryTree(CLEAN))).toBe(0);
  expect(exitCode(temporaryTree({ "layers.json": LAYERS }))).toBe(1);
});
