import type { KeyRange, LayerKey } from "../../../src/layer.ts";
import type { Fault } from "./fault.ts";
import { fault, type MadeOn, Served } from "./remote.ts";

/** Clears all keys for which it is so. */
function clearing(isWithin: (key: LayerKey, range: KeyRange) => boolean): MadeOn {
  return class extends Served {
    protected override dropAll(range: KeyRange): number {
      const keys = [...this.server.entries.values()]
        .map(({ key }) => key)
        .filter((key) => isWithin(key, range));
      for (const key of keys) this.server.entries.delete(key.id);
      return keys.length;
    }
  };
}

const scopeOf = ({ scope }: { readonly scope: readonly string[] }): string => scope.join("/");

export const RANGE_FAULTS: readonly Fault[] = [
  fault(
    "clears no scope within a scope",
    ["clears a scope and the scopes within it, and nothing else"],
    clearing((key, range) => scopeOf(key) === scopeOf(range) && key.name === (range.name ?? key.name)),
  ),
  fault(
    "clears scopes that begin alike",
    ["clears a scope and the scopes within it, and nothing else"],
    clearing(
      (key, range) => scopeOf(key).startsWith(scopeOf(range)) && key.name === (range.name ?? key.name),
    ),
  ),
  fault(
    "clears families that begin alike",
    [
      "clears all versions of a family, of its own scope only",
      "clears by names as they are: none is a pattern, or the beginning of another",
    ],
    clearing((key, range) => scopeOf(key) === scopeOf(range) && key.name.startsWith(range.name ?? "")),
  ),
  fault(
    "clears versions that begin alike",
    ["clears one version of a family"],
    clearing(
      (key, { name, version }) => key.name === name && `${key.version}`.startsWith(`${version ?? ""}`),
    ),
  ),
  fault(
    "clears the first version where all are meant",
    ["clears all versions of a family, of its own scope only"],
    clearing((key, { name, version = 0 }) => key.name === name && key.version === version),
  ),
  fault(
    "takes a name for a pattern",
    ["clears by names as they are: none is a pattern, or the beginning of another"],
    clearing((key, range) => {
      if (range.name === undefined) return `${scopeOf(key)}/`.startsWith(`${scopeOf(range)}/`);
      return (
        scopeOf(key) === scopeOf(range) && new RegExp(`^${range.name.replaceAll("*", ".*")}$`).test(key.name)
      );
    }),
  ),
  fault(
    "clears a page only",
    ["clears thousands of keys at once, and can be written to again"],
    class extends Served {
      protected override dropAll(range: KeyRange): number {
        const first = [...this.server.entries.values()].slice(0, 1_000);
        for (const { key } of first) if (key.name === range.name) this.server.entries.delete(key.id);
        return first.length;
      }
    },
  ),
];
