import { CacheUsageError } from "./errors.ts";
import { paramsOfId } from "./key-of-id.ts";
import type { KeyPart, LayerKey } from "./layer.ts";

type Value = KeyPart[1];

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
  return new Key(scope, name, version, given === undefined ? family : family + partsText(given));
}

/**
 * A key. Its parameters are read from its id when somebody wants them, which is seldom. A class for the same reason as
 * {@link MadeEntry}.
 */
class Key implements LayerKey {
  readonly scope: readonly string[];
  readonly name: string;
  readonly version: number;
  readonly id: string;

  constructor(scope: readonly string[], name: string, version: number, id: string) {
    this.scope = scope;
    this.name = name;
    this.version = version;
    this.id = id;
  }

  get params(): readonly KeyPart[] {
    return paramsOfId(this.id);
  }
}

/** The same key in another scope. */
export function inScope(key: LayerKey, scope: readonly string[], prefix: string): LayerKey {
  return new Key(scope, key.name, key.version, prefix + key.id);
}

/** A key of a scope as it is within it: without the first `depth` names, and the `length` characters they are in its id. */
export function withoutScope(key: LayerKey, depth: number, length: number): LayerKey {
  if (depth === 0) return key;
  return new Key(key.scope.slice(depth), key.name, key.version, key.id.slice(length));
}

/** The same key, as another object. */
export function copyOfKey({ scope, name, version, id }: LayerKey): LayerKey {
  return new Key(scope, name, version, id);
}

/** What tells a key from others of its family: most have one part. */
function partsText(given: Readonly<Record<string, Value | undefined>>): string {
  let first: string | undefined;
  let names: string[] | undefined;
  for (const name in given) {
    if (given[name] === undefined || !Object.hasOwn(given, name)) continue;
    if (first === undefined) first = name;
    else if (names === undefined) names = [first, name];
    else names.push(name);
  }
  if (names === undefined) return first === undefined ? "" : partText(first, given[first]!);
  return names
    .sort()
    .map((name) => partText(name, given[name]!))
    .join("&");
}

/** @throws {CacheUsageError} `ERR_CACHE_KEY` */
function partText(name: string, value: Value): string {
  const kind = typeof value;
  if (kind !== "string" && kind !== "number" && kind !== "bigint" && kind !== "boolean" && value !== null) {
    throw new CacheUsageError(
      "ERR_CACHE_KEY",
      `a key's "${name}" is no text, number, bigint, boolean or null`,
    );
  }
  return `${escaped(name)}=${textOf(value)}`;
}
