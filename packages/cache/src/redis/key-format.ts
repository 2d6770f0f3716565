import { familyText, scopeText } from "../canonical.ts";
import type { KeyRange, LayerKey } from "../layer.ts";

/** How keys are written in a store. */
export interface KeyFormat {
  key(key: LayerKey): string;
  /** How the keys of a range begin, and no others. */
  range(range: KeyRange): string;
  /** The id of the key that is called so. Only with it can a layer tell its keys. */
  id?(text: string): string;
}

/** Keys as they read: `team%201/user:2:id=7`. */
export const readableKeys: KeyFormat = {
  key: ({ id }) => id,
  id: (text) => text,
  range: ({ scope, name, version }) => {
    if (name === undefined) return scopeText(scope);
    if (version !== undefined) return familyText(scope, name, version);
    return familyText(scope, name, 0).slice(0, -2);
  },
};
