import { escaped, familyText, scopeText } from "../canonical.ts";
import type { KeyRange } from "../layer.ts";
import type { KeyFormat } from "./key-format.ts";

/** The key's own id: `tenant-1/user:2:id='7`. */
export const readable: KeyFormat = {
  key: (key) => key.id,
  id: (text) => text,
  range: readableRange,
};

/** How the ids of all keys of the range begin, and of no others. */
export function readableRange({ scope, name, version }: KeyRange): string {
  if (name === undefined) return scopeText(scope);
  if (version === undefined) return `${scopeText(scope)}${escaped(name)}:`;
  return familyText(scope, name, version);
}
