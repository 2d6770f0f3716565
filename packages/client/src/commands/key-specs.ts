import type { KeySpec } from "./command.ts";

/** `i0 r0,1,0`: begins at index 0; a range. `kSTREAMS@0 ...`: begins behind a keyword. `... n0,1,1`: counted keys. */
export function decodeKeySpec(text: string): KeySpec {
  const [begin, find] = text.split(" ") as [string, string];
  return { begin: decodeBegin(begin), find: decodeFind(find) };
}

/** {@link CommandSpec.firstKey} of the command `name`. */
export function fixedFirstKey(name: string, keys: readonly KeySpec[]): number {
  const [first] = keys;
  if (first === undefined) return -1;
  // What stands in the place of MIGRATE's key is empty when there are several.
  const isFixed = first.begin.kind === "index" && first.find.kind === "range" && name !== "MIGRATE";
  return isFixed ? first.begin.index : -2;
}

function decodeBegin(text: string): KeySpec["begin"] {
  if (text === "?") return { kind: "unknown" };
  if (text.startsWith("i")) return { kind: "index", index: Number(text.slice(1)) };
  const [keyword, from] = text.slice(1).split("@") as [string, string];
  return { kind: "keyword", keyword, from: Number(from) };
}

function decodeFind(text: string): KeySpec["find"] {
  if (text === "?") return { kind: "unknown" };
  const [a, b, c] = text.slice(1).split(",").map(Number) as [number, number, number];
  if (text.startsWith("n")) return { kind: "keynum", count: a, first: b, step: c };
  return { kind: "range", last: a, step: b, limit: c };
}
