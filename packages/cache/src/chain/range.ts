import type { KeyRange, LayerKey } from "../layer.ts";

/** Whether a key is in a range: in its scope or one within that, of its family and version if it says so. */
export function covers({ scope, name, version }: KeyRange, key: LayerKey): boolean {
  if (name === undefined) return scope.every((each, at) => key.scope[at] === each);
  if (scope.length !== key.scope.length || !scope.every((each, at) => key.scope[at] === each)) return false;
  return name === key.name && (version === undefined || version === key.version);
}
