import { parseSync } from "oxc-parser";

/**
 * Everything a TypeScript source imports: static, re-exported, dynamic, and types in any of these forms.
 * `undefined` stands for an import whose target is computed.
 *
 * @returns {(string | undefined)[]}
 */
export function importsOf(path, source) {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const found = [];
  visit(program, found);
  return found;
}

function visit(node, found) {
  if (node === null || typeof node !== "object") return;
  if (IMPORTING.has(node.type) && node.source) {
    found.push(typeof node.source.value === "string" ? node.source.value : undefined);
  }
  for (const child of Array.isArray(node) ? node : Object.values(node)) visit(child, found);
}

const IMPORTING = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);
