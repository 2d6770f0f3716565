import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, posix } from "node:path";
import { importsOf } from "./imports.mjs";

/**
 * A module of a package: `path` from the repository's root, `package` its folder under `packages`, `unit` the layer it
 * belongs to (`client`, `client/cluster`), `imports` what its source names.
 *
 * @typedef {{ path: string, package: string, unit: string, imports: (string | undefined)[] }} Module
 */

/** The repository's packages: folder under `packages` by npm name. */
export function packagesOf(root) {
  const folders = childrenOf(join(root, "packages")).filter((folder) =>
    existsSync(join(root, "packages", folder, "package.json")),
  );
  return new Map(folders.map((folder) => [manifestOf(root, folder).name, folder]));
}

function manifestOf(root, folder) {
  return JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"));
}

/** @returns {Module[]} */
export function modulesOf(root, packages) {
  return [...packages.values()].flatMap((folder) => {
    const source = `packages/${folder}/src`;
    return codeUnder(root, source).map((path) => ({
      path,
      package: folder,
      unit: unitOf(folder, posix.relative(source, path)),
      imports: importsOf(path, readFileSync(join(root, path), "utf8")),
    }));
  });
}

function unitOf(folder, path) {
  const [first, ...rest] = path.split("/");
  return rest.length > 0 ? `${folder}/${first}` : folder;
}

/** The repository's code and its number of lines, but for what is generated. */
export function lineCounts(root) {
  return ["packages", "benchmarks", "chaos", "examples", "scripts"]
    .flatMap((folder) => codeUnder(root, folder))
    .filter((path) => !path.includes(".generated."))
    .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n").length - 1 }));
}

function codeUnder(root, folder) {
  return childrenOf(join(root, folder), { recursive: true })
    .map((path) => posix.join(folder, path.replaceAll("\\", "/")))
    .filter((path) => /\.m?[jt]s$/.test(path) && !/\/(node_modules|dist[^/]*)\//.test(path))
    .sort();
}

function childrenOf(folder, options) {
  return existsSync(folder) ? readdirSync(folder, { encoding: "utf8", ...options }) : [];
}

/** Whether a module may import the folders of its own package: `index.ts`, and those that layers.json lists. */
export function isComposition(module, layers) {
  if (module.unit !== module.package) return false;
  const file = basename(module.path);
  return file === "index.ts" || (layers.composition ?? []).includes(`${module.package}/${file}`);
}
