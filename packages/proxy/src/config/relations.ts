import { type Fault, type Path, pathText } from "./problem.ts";

/** A fault for each text that stands in the list before, too. */
export function* repeated(
  texts: readonly (string | undefined)[],
  pathOf: (index: number) => Path,
): Iterable<Fault> {
  for (const [index, text] of texts.entries()) {
    const first = texts.indexOf(text);
    if (text !== undefined && first !== index) {
      yield { path: pathOf(index), message: `is the same as ${pathText(pathOf(first))}` };
    }
  }
}

/** A fault where one key is given without the other that it needs. */
export function* together<K extends string>(
  section: { readonly [key in K]?: unknown },
  given: K,
  needed: K,
  path: Path,
): Iterable<Fault> {
  if (section[given] === undefined || section[needed] !== undefined) return;
  yield { path: [...path, needed], message: `is required with ${given}` };
}
