import { resolved } from "./directions.mjs";

/**
 * Circles of relative imports, those of types included.
 *
 * @param {import("./tree.mjs").Module[]} modules
 * @returns {string[][]} For each the paths along it, the first one again at the end.
 */
export function cycles(modules) {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const done = new Set();
  const trail = [];
  const found = [];

  function follow(path) {
    const start = trail.indexOf(path);
    if (start !== -1) found.push([...trail.slice(start), path]);
    if (start !== -1 || done.has(path)) return;
    trail.push(path);
    for (const next of importedBy(byPath.get(path), byPath)) follow(next);
    trail.pop();
    done.add(path);
  }

  for (const path of byPath.keys()) follow(path);
  return found;
}

function importedBy(module, byPath) {
  const relative = module.imports.filter((specifier) => specifier?.startsWith("."));
  return new Set(relative.map((specifier) => resolved(module, specifier)).filter((path) => byPath.has(path)));
}
