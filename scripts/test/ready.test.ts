import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryTree } from "./temporary-tree.ts";

/** A stand-in for a program: says that it ran, and with what. */
const ECHO = `
const { appendFileSync, mkdirSync } = require("node:fs");
const [, program, ...args] = process.argv;
appendFileSync("ran", [program.split("/").pop(), ...args].join(" ") + "\\n");
if (program.endsWith("npm")) mkdirSync("node_modules", { recursive: true });
process.exit(Number(process.env.FAKE_EXIT_CODE ?? 0));`;

const MANIFEST = {
  engines: { node: ">=20.19" },
  workspaces: ["packages/*", "chaos"],
  devDependencies: { a: "1.0.0" },
};

function checkout(manifest: object = MANIFEST): string {
  const root = temporaryTree({
    "package.json": manifest,
    "packages/resp/package.json": { name: "fairlead-resp" },
    "packages/notes.md": "not a package",
    "chaos/package.json": { name: "fairlead-chaos" },
    "node_modules/typescript/bin/tsc": ECHO,
    "scripts/bundle.mjs": ECHO.replace(
      "const { append",
      'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nconst { append',
    ),
    "bin/npm": `#!${process.execPath}\n${ECHO}`,
  });
  chmodSync(join(root, "bin/npm"), 0o755);
  return root;
}

/** Runs the script; says which programs it ran. */
function ready(root: string, options: string[] = [], environment: Record<string, string> = {}) {
  const script = fileURLToPath(new URL("../ready.mjs", import.meta.url));
  const { PATH } = process.env;
  const env = { ...process.env, PATH: `${join(root, "bin")}${delimiter}${PATH}`, ...environment };
  const { status, stderr } = spawnSync(process.execPath, [script, root, ...options], {
    encoding: "utf8",
    env,
  });
  const log = join(root, "ran");
  const ran = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  rmSync(log, { force: true });
  return { status, stderr, ran };
}

const INSTALL = "npm install --no-audit --no-fund --loglevel=error";
const BUILD = ["tsc -b", "bundle.mjs"];

describe("ready", () => {
  test("installs and builds the first time, and only builds from then on", () => {
    const root = checkout();
    expect(ready(root)).toMatchObject({ status: 0, ran: [INSTALL, ...BUILD] });
    expect(ready(root)).toMatchObject({ status: 0, ran: BUILD });
    expect(ready(root, ["--no-build"])).toEqual({ status: 0, stderr: "", ran: [] });
  });

  test("installs again when a package's dependencies have changed, not for its scripts", () => {
    const root = checkout();
    ready(root);
    const change = (changed: object) =>
      writeFileSync(join(root, "chaos/package.json"), JSON.stringify(changed));
    change({ name: "fairlead-chaos", scripts: { start: "node ." } });
    expect(ready(root).ran).toEqual(BUILD);
    change({ name: "fairlead-chaos", dependencies: { b: "1.0.0" } });
    expect(ready(root).ran).toEqual([INSTALL, ...BUILD]);
  });

  test("ends with the exit code of a step that fails, and tries it again the next time", () => {
    const root = checkout();
    const failed = ready(root, [], { FAKE_EXIT_CODE: "3" });
    expect(failed).toMatchObject({ status: 3, ran: [INSTALL] });
    expect(failed.stderr).toContain("fairlead: installing packages failed (exit code 3)");
    expect(ready(root).ran).toEqual([INSTALL, ...BUILD]);
  });

  test("says so when Node is too old", () => {
    const { status, stderr, ran } = ready(checkout({ ...MANIFEST, engines: { node: ">=999.1" } }));
    expect({ status, ran }).toEqual({ status: 1, ran: [] });
    expect(stderr).toBe(`fairlead: needs Node >=999.1, and this is ${process.versions.node}\n`);
  });
});
