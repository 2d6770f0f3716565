import type { KeyPart, LayerKey } from "../layer.ts";
import type { KeyFormat } from "./key-format.ts";

/**
 * Keys as the query of a URL, the way the Rust library hitbox writes them: `_prefix=user&_version=2&id=7`. With `envelope: "none"`
 * both can use the same entries, where the names of the parameters are in alphabetical order there too, and all values are
 * texts that are not `null`. Beyond that:
 *
 * - a scope stands before: `_scope=tenant-1&_prefix=user...`;
 * - numbers, bigints and booleans have a `:` before them, for `"7"` is another key than `7`: `id=:7`;
 * - `null` is the name without `=`, for it is another key than `""`;
 * - a key without parameters ends with `&`, lest version 1 be how version 10 begins;
 * - a `*` is `%2A`: it is special in the patterns of a scan.
 */
export const urlEncoded: KeyFormat = {
  key(key) {
    const { scope, name, version, params } = key;
    return `${scopePairs(scope)}${familyPairs(name)}${version}&${params.map(pair).join("&")}`;
  },
  range({ scope, name, version }) {
    const within = scopePairs(scope);
    if (name === undefined) return within;
    return `${within}${familyPairs(name)}${version === undefined ? "" : `${version}&`}`;
  },
};

function scopePairs(scope: LayerKey["scope"]): string {
  let pairs = "";
  for (const each of scope) pairs += `_scope=${urlText(each)}&`;
  return pairs;
}

function familyPairs(name: string): string {
  return `_prefix=${urlText(name)}&_version=`;
}

function pair([name, value]: KeyPart): string {
  // No name looks like ":", and without it there would be nothing.
  if (value === null) return name === "" ? ":" : urlText(name);
  return `${urlText(name)}=${valueText(value)}`;
}

function valueText(value: string | number | bigint | boolean): string {
  if (typeof value === "string") return urlText(value);
  return typeof value === "bigint" ? `:${value}n` : `:${urlText(String(value))}`;
}

/** As in `application/x-www-form-urlencoded`; half a surrogate pair, which that has not, as `%ud800`. */
function urlText(text: string): string {
  return text.replace(/[^\w.-]/gu, (character) => {
    if (character === " ") return "+";
    const code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) return `%u${code.toString(16)}`;
    const encoded = encodeURIComponent(character);
    return encoded === character ? `%${code.toString(16).toUpperCase()}` : encoded;
  });
}
