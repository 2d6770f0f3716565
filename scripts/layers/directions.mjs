import { posix } from "node:path";
import { isComposition } from "./tree.mjs";

/** @typedef {import("./tree.mjs").Module} Module */

/**
 * The imports that go against layers.json.
 *
 * @param {Module[]} modules
 * @param {{ order: string[][], deny?: Record<string, string[]>, composition?: string[] }} layers
 * @param {Map<string, string>} packages
 * @returns {string[]} A sentence for each.
 */
export function wrongDirections(modules, layers, packages) {
  const rowOf = new Map(layers.order.flatMap((row, index) => row.map((unit) => [unit, index])));
  const byPath = new Map(modules.map((module) => [module.path, module]));
  return modules.flatMap((module) =>
    module.imports.flatMap((specifier) => {
      const reason = whyWrong(module, specifier, { layers, packages, rowOf, byPath });
      return reason === undefined
        ? []
        : [`${module.path} imports ${specifier ?? "a computed name"}: ${reason}`];
    }),
  );
}

/** @returns {string | undefined} */
function whyWrong(module, specifier, tree) {
  if (specifier === undefined) return "nobody can check that";
  if (specifier.startsWith(".")) return whyWrongInside(module, specifier, tree);
  const target = packageOf(specifier, tree.packages);
  return target === undefined ? undefined : whyWrongAcross(module, target, tree);
}

function whyWrongInside(module, specifier, { layers, rowOf, byPath }) {
  const path = resolved(module, specifier);
  if (!path.startsWith(`packages/${module.package}/src/`)) return "it leaves the package";
  const target = byPath.get(path);
  if (target === undefined) return "there is no such file";
  if (isComposition(module, layers)) return undefined;
  if (isComposition(target, layers)) return "it is a composition root, and imported by nothing below it";
  if (target.unit === module.unit) return undefined;
  return whyNotBelow(module.unit, target.unit, rowOf.get(target.unit), rowOf, layers);
}

function whyWrongAcross(module, target, { layers, rowOf }) {
  if (target === module.package) return "it is the package itself";
  const rows = [...rowOf].filter(([unit]) => unit.split("/")[0] === target).map(([, row]) => row);
  return whyNotBelow(module.unit, target, Math.min(...rows), rowOf, layers);
}

function whyNotBelow(unit, target, targetRow, rowOf, layers) {
  if (targetRow <= rowOf.get(unit)) return `${target} is not below ${unit}`;
  const denied = [unit, unit.split("/")[0]].flatMap((name) => layers.deny?.[name] ?? []);
  return denied.includes(target) ? `${target} is denied to ${unit}` : undefined;
}

/** The file that a relative import means. */
export function resolved(module, specifier) {
  return posix.join(posix.dirname(module.path), specifier);
}

/** The folder of the repository's package that an import names. */
function packageOf(specifier, packages) {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return packages.get(name);
}
