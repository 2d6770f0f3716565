import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cycles } from "./cycles.mjs";
import { wrongDirections } from "./directions.mjs";
import { lineCounts, modulesOf, packagesOf } from "./tree.mjs";

/**
 * Checks a repository against its layers.json.
 *
 * @param {string} root
 * @returns {{ files: number, problems: string[] }} How many modules were looked at, and a sentence for each problem.
 */
export function check(root) {
  const layers = JSON.parse(readFileSync(join(root, "layers.json"), "utf8"));
  const packages = packagesOf(root);
  const modules = modulesOf(root, packages);
  const problems = [
    ...(modules.length === 0 ? ["not one module was found: the check is broken"] : []),
    ...wrongRows(modules, layers),
    ...wrongDirections(modules, layers, packages),
    ...cycles(modules).map((cycle) => `a cycle: ${cycle.join(" -> ")}`),
    ...tooLong(root, layers.maxLines),
  ];
  return { files: modules.length, problems };
}

/** Where layers.json and the tree differ about which units there are. */
function wrongRows(modules, layers) {
  const listed = layers.order.flat();
  const present = new Set(modules.map((module) => module.unit));
  return [
    ...listed
      .filter((unit) => !present.has(unit))
      .map((unit) => `layers.json lists ${unit}, which has no module`),
    ...listed
      .filter((unit, index) => listed.indexOf(unit) !== index)
      .map((unit) => `layers.json lists ${unit} twice`),
    ...[...present]
      .filter((unit) => !listed.includes(unit))
      .map((unit) => `layers.json doesn't list ${unit}: give it a row, above whatever it imports`),
    ...(layers.composition ?? [])
      .filter((file) => !modules.some(({ path }) => path === `packages/${file.replace("/", "/src/")}`))
      .map((file) => `layers.json lists ${file} as a composition root, which doesn't exist`),
  ];
}

function tooLong(root, maxLines) {
  return lineCounts(root)
    .filter(({ lines }) => lines > maxLines)
    .map(({ path, lines }) => `${path} has ${lines} lines; ${maxLines} is the most`);
}
