// Makes a fresh checkout usable: checks Node, installs packages when manifests have changed, builds (not with --no-build).
// Says nothing when there is nothing to do. Imports only what Node has, because nothing else may be there yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const root = args.find((arg) => !arg.startsWith("--")) ?? fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "node_modules", ".fairlead-ready");
const manifest = manifestIn(".");

requireNode(manifest.engines.node);
const dependencies = hashOfDependencies();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== dependencies) {
  await run("installing packages", 0, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error");
  writeFileSync(stamp, dependencies);
}
if (!args.includes("--no-build")) {
  // A build of what is up to date takes less than a second.
  await run("building", 1_000, process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-b");
  await run("bundling", 1_000, process.execPath, join(root, "scripts/bundle.mjs"));
}

function requireNode(range) {
  const [major, minor] = range.replace(">=", "").split(".").map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  fail(`needs Node ${range}, and this is ${process.versions.node}`, 1);
}

/** Changes with whatever decides which packages are installed, and with nothing else in a manifest. */
function hashOfDependencies() {
  const folders = manifest.workspaces.flatMap((pattern) =>
    pattern.endsWith("/*") ? foldersIn(pattern.slice(0, -2)) : [pattern],
  );
  const facts = [".", ...folders].map((folder) => {
    const { name, version, workspaces, dependencies, devDependencies, peerDependencies } = manifestIn(folder);
    return [folder, name, version, workspaces, dependencies, devDependencies, peerDependencies];
  });
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

function foldersIn(parent) {
  return readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")));
}

function manifestIn(folder) {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
}

/** Runs a command to its end. What it is doing is told once it has taken `quietMs`. */
function run(step, quietMs, command, ...commandArgs) {
  const announcement = setTimeout(() => console.error(`fairlead: ${step}`), quietMs);
  const isNpm = command === "npm";
  const child = spawn(command, commandArgs, {
    cwd: root,
    // What npm writes to its standard output is small talk; what tsc writes there are the errors.
    stdio: ["ignore", isNpm ? "ignore" : "inherit", "inherit"],
    shell: isNpm && process.platform === "win32",
  });
  return new Promise((resolve) => {
    child.on("error", (error) => fail(`${step} failed: ${error.message}`, 1));
    child.on("close", (code, signal) => {
      clearTimeout(announcement);
      if (code === 0) resolve();
      else fail(`${step} failed (${signal ?? `exit code ${code}`})`, code ?? 1);
    });
  });
}

function fail(message, exitCode) {
  console.error(`fairlead: ${message}`);
  process.exit(exitCode);
}
