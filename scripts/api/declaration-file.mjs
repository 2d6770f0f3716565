import { posix } from "node:path";
import { parseSync } from "oxc-parser";

/**
 * A name as another place knows it: `name` of the file `from`, all of it if `name` is undefined; of the same file if
 * `from` is. A name of another package has neither.
 *
 * @typedef {{ from?: string, name?: string }} Link
 */

/**
 * A declaration file taken apart.
 *
 * @typedef {object} DeclarationFile
 * @property {Map<string, object[]>} declared The statements that declare a name.
 * @property {Map<string, { node: object, link: Link }>} imported By the name it has here.
 * @property {Map<string, Link>} exported By the name that others see.
 * @property {Link[]} stars What `export *` passes on.
 * @property {object[]} lists The statements that export without declaring.
 * @property {(kept: Set<object>) => string[]} texts Statements as text, in order, without comments
 *   and private members.
 */

/** @returns {DeclarationFile} */
export function declarationFile(path, source) {
  const { program, comments, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const file = { declared: new Map(), imported: new Map(), exported: new Map(), stars: [], lists: [] };
  for (const node of program.body) sortIn(file, path, node);
  const textOf = (node) => readable(source, node, comments);
  return { ...file, texts: (kept) => program.body.filter((node) => kept.has(node)).map(textOf) };
}

function sortIn(file, path, node) {
  if (node.type === "ImportDeclaration") {
    for (const { local, imported } of node.specifiers) {
      file.imported.set(local.name, { node, link: linkTo(path, node.source, imported?.name) });
    }
  } else if (node.type === "ExportAllDeclaration") {
    file.lists.push(node);
    const link = linkTo(path, node.source, undefined);
    if (node.exported) file.exported.set(node.exported.name, link);
    else file.stars.push(link);
  } else if (node.type === "ExportNamedDeclaration" && !node.declaration) {
    file.lists.push(node);
    for (const { local, exported } of node.specifiers) {
      file.exported.set(
        exported.name,
        node.source ? linkTo(path, node.source, local.name) : { name: local.name },
      );
    }
  } else {
    sortInDeclaration(file, node);
  }
}

function sortInDeclaration(file, node) {
  const declaration = node.declaration ?? node;
  for (const { id } of declaration.declarations ?? [declaration]) {
    file.declared.set(id.name, [...(file.declared.get(id.name) ?? []), node]);
    if (node.declaration) file.exported.set(id.name, { name: id.name });
  }
}

function linkTo(path, source, name) {
  if (!source.value.startsWith(".")) return {};
  const from = posix.join(posix.dirname(path), source.value.replace(/(\.d)?\.[jt]s$/, ".d.ts"));
  return { from, name };
}

/** The text of a statement without comments and private members. */
function readable(source, node, comments) {
  const members = (node.declaration ?? node).body?.body ?? [];
  const hidden = [
    ...comments.filter(({ start, end }) => start >= node.start && end <= node.end),
    ...members.filter(({ accessibility }) => accessibility === "private"),
  ].sort((a, b) => a.start - b.start);
  let text = "";
  let position = node.start;
  for (const { start, end } of hidden) {
    text += source.slice(position, start);
    position = end;
  }
  return (text + source.slice(position, node.end)).replace(/[ \t]+$/gm, "").replace(/\n{2,}/g, "\n");
}
