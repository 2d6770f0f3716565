import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryTree } from "./temporary-tree.ts";

const CODEC: Record<string, unknown> = {
  "packages/codec/package.json": {
    name: "codec",
    exports: { ".": { types: "./dist/index.d.ts" }, "./x": "./x" },
  },
  "packages/codec/dist/index.d.ts": `
    export { encode as write } from "./encode.ts";
    export * from "./all.ts";`,
  "packages/codec/dist/encode.d.ts": `
    import type { Socket } from "node:net";
    import { type Value, Unseen } from "./value.ts";
    /** Turns a value into bytes. */
    export declare function encode(value: Value, /* where to */ socket: Socket): void;
    export declare function unseen(): Unseen;`,
  "packages/codec/dist/value.d.ts": `
    type Inner = string;
    export type Value = Inner | Value[];
    export interface Unseen { never: true }`,
  "packages/codec/dist/all.d.ts": `
    export declare class Reader {
      private chunk;
      /** The next value. */
      read(): string;
    }`,
  "packages/harness/package.json": { name: "harness", private: true },
};

function report(root: string, ...options: string[]) {
  const script = fileURLToPath(new URL("../api-report.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, root, ...options], {
    encoding: "utf8",
  });
  return { status, text: stdout + stderr };
}

test("the report has exported names and what they mention, without comments and private members", () => {
  const root = temporaryTree(CODEC);
  expect(report(root)).toEqual({ status: 0, text: "wrote api/codec.api.d.ts\n" });
  expect(readdirSync(join(root, "api"))).toEqual(["codec.api.d.ts"]);
  expect(
    readFileSync(join(root, "api/codec.api.d.ts"), "utf8"),
  ).toBe(`// What users of codec see. Written by npm run api.

// all.d.ts
export declare class Reader {
      read(): string;
    }

// encode.d.ts
import type { Socket } from "node:net";
export declare function encode(value: Value,  socket: Socket): void;

// index.d.ts
export { encode as write } from "./encode.ts";
export * from "./all.ts";

// value.d.ts
type Inner = string;
export type Value = Inner | Value[];
`);
});

test("a check fails on a missing report, and on one that is out of date", () => {
  const root = temporaryTree(CODEC);
  const outdated = {
    status: 1,
    text: "api/codec.api.d.ts is out of date: run npm run api, and review the change\n",
  };
  expect(report(root, "--check")).toEqual(outdated);
  report(root);
  expect(report(root, "--check")).toEqual({ status: 0, text: "" });
  writeFileSync(join(root, "packages/codec/dist/value.d.ts"), "export type Value = number;");
  expect(report(root, "--check")).toEqual(outdated);
});

test("a tree without published packages fails", () => {
  const { status, text } = report(
    temporaryTree({ "packages/harness/package.json": { name: "h", private: true } }),
  );
  expect(status).toBe(1);
  expect(text).toContain("not one published package was found");
});
