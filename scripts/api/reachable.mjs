import { declarationFile } from "./declaration-file.mjs";

/**
 * What users of some declaration files can see: the statements that declare an exported name, and those that these
 * mention, in whatever file they stand.
 *
 * @param {string[]} entries Paths of the files whose exports are public.
 * @param {(path: string) => string} read
 * @returns {[string, string[]][]} Paths, sorted, each with the text of its statements.
 */
export function reachable(entries, read) {
  const files = new Map();
  const visited = new Set();

  function fileAt(path) {
    const file = files.get(path) ?? { ...declarationFile(path, read(path)), kept: new Set() };
    files.set(path, file);
    return file;
  }

  function isNew(...place) {
    const known = visited.has(place.join("\0"));
    visited.add(place.join("\0"));
    return !known;
  }

  function reachAll(path) {
    if (!isNew(path)) return;
    const file = fileAt(path);
    for (const node of file.lists) file.kept.add(node);
    for (const link of [...file.exported.values(), ...file.stars]) follow(link, path);
  }

  /** A name as others see it. */
  function reachExport(path, name) {
    if (!isNew(path, "export", name)) return;
    const { exported, stars } = fileAt(path);
    const link = exported.get(name);
    if (link !== undefined) follow(link, path);
    else for (const { from } of stars) if (from !== undefined) reachExport(from, name);
  }

  /** A name as it is used in its file. */
  function reachLocal(path, name) {
    if (!isNew(path, "local", name)) return;
    const { imported, declared, kept } = fileAt(path);
    const origin = imported.get(name);
    if (origin !== undefined) {
      follow(origin.link, path);
      if (origin.link.from === undefined) kept.add(origin.node);
    }
    for (const node of declared.get(name) ?? []) {
      kept.add(node);
      for (const mentioned of namesIn(node)) reachLocal(path, mentioned);
    }
  }

  function follow({ from, name }, path) {
    if (from === undefined) {
      if (name !== undefined) reachLocal(path, name);
    } else if (name === undefined) reachAll(from);
    else reachExport(from, name);
  }

  for (const entry of entries) reachAll(entry);
  return [...files]
    .filter(([, { kept }]) => kept.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { kept, texts }]) => [path, texts(kept)]);
}

/** The names that a statement mentions, those of properties left out. */
function namesIn(node, found = new Set()) {
  if (node === null || typeof node !== "object") return found;
  if (node.type === "TSImportType")
    throw new Error("import(...) in a declaration: name the type in an import");
  if (node.type === "Identifier") found.add(node.name);
  for (const [field, child] of Object.entries(node)) {
    if (field !== "key" || node.computed) namesIn(child, found);
  }
  return found;
}
