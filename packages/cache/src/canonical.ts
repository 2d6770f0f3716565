import { CacheUsageError } from "./errors.ts";
import type { KeyPart, LayerKey } from "./layer.ts";

type Value = KeyPart[1];

const NONE: readonly never[] = [];
/** Letters, digits and what needs no escape anywhere: in a URL, a glob, a hash tag. */
const PLAIN = /^[\w.~-]*$/;
/** A text that reads like another kind of value. */
const LOOKS_OTHERWISE = /^(-?\d|true$|false$|null$|-?Infinity$|NaN$|')/;

/** Any text, of letters, digits, `_.~-` and `%` alone. Different for different texts, lone surrogates among them. */
export function escaped(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(/[^\w.~-]/gu, (character) => {
    const code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) return `%u${code.toString(16)}`;
    return encodeURIComponent(character).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  });
}

/** A value so that no value of another kind looks the same: a text that looks like a number begins with `'`. */
function textOf(value: Value): string {
  if (typeof value !== "string") return typeof value === "bigint" ? `${value}n` : String(value);
  return LOOKS_OTHERWISE.test(value) ? `'${escaped(value)}` : escaped(value);
}

/** How a key begins that belongs to a family of a scope: nothing else begins like that. */
export function familyText(scope: readonly string[], name: string, version: number): string {
  return `${scopeText(scope)}${escaped(name)}:${version}:`;
}

/** The {@link familyText} of the key that has this id: it ends with the second `:`, which no name or scope contains. */
export function familyOf(id: string): string {
  return id.slice(0, id.indexOf(":", id.indexOf(":") + 1) + 1);
}

/** How all keys of a scope begin, and no others: a family's name has no `/`. */
export function scopeText(scope: readonly string[]): string {
  let text = "";
  for (const each of scope) text += `${escaped(each)}/`;
  return text;
}

/** The one form of a key: its parts by name, each as readable as can be. `family`: its {@link familyText}, if it is known. */
export function canonical(
  scope: readonly string[],
  name: string,
  version: number,
  given: Readonly<Record<string, Value | undefined>> | undefined,
  family: string = familyText(scope, name, version),
): LayerKey {
  const params = given === undefined ? NONE : partsOf(given);
  let id = family;
  for (let at = 0; at < params.length; at++) {
    const [part, value] = params[at]!;
    id += `${at === 0 ? "" : "&"}${escaped(part)}=${textOf(value)}`;
  }
  return { scope, name, version, params, id };
}

/** The same key in another scope. */
export function inScope(key: LayerKey, scope: readonly string[], prefix: string): LayerKey {
  return { scope, name: key.name, version: key.version, params: key.params, id: prefix + key.id };
}

/** A key of a scope as it is within it: without the first `depth` names, and the `length` characters they are in its id. */
export function withoutScope(key: LayerKey, depth: number, length: number): LayerKey {
  return depth === 0 ? key : { ...key, scope: key.scope.slice(depth), id: key.id.slice(length) };
}

function partsOf(given: Readonly<Record<string, Value | undefined>>): readonly KeyPart[] {
  const parts: KeyPart[] = [];
  for (const name in given) {
    const value = given[name];
    if (value === undefined || !Object.hasOwn(given, name)) continue;
    const kind = typeof value;
    if (kind !== "string" && kind !== "number" && kind !== "bigint" && kind !== "boolean" && value !== null) {
      throw new CacheUsageError(
        "ERR_CACHE_KEY",
        `a key's "${name}" is no text, number, bigint, boolean or null`,
      );
    }
    parts.push([name, value]);
  }
  return parts.length < 2 ? parts : parts.sort(([a], [b]) => (a < b ? -1 : 1));
}
