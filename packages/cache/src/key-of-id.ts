import type { KeyPart, LayerKey } from "./layer.ts";

/** The key that has this id; `undefined` for a text that is no key's id. */
export function keyOfId(id: string): LayerKey | undefined {
  const [path, version, parts, more] = id.split(":");
  if (path === undefined || version === undefined || parts === undefined || more !== undefined)
    return undefined;
  if (!/^\d+$/.test(version)) return undefined;
  try {
    const names = path.split("/").map(unescaped);
    const params = parts === "" ? [] : parts.split("&").map(partOf);
    return { scope: names.slice(0, -1), name: names.at(-1)!, version: Number(version), params, id };
  } catch {
    return undefined; // An escape that is none.
  }
}

/** The parameters of the key that has this id, which is one. */
export function paramsOfId(id: string): readonly KeyPart[] {
  const text = id.slice(id.lastIndexOf(":") + 1);
  return text === "" ? [] : text.split("&").map(partOf);
}

function partOf(text: string): KeyPart {
  const at = text.indexOf("=");
  return [unescaped(text.slice(0, at)), valueIn(text.slice(at + 1))];
}

const WORDS: ReadonlyMap<string, KeyPart[1]> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function valueIn(text: string): KeyPart[1] {
  if (text.startsWith("'")) return unescaped(text.slice(1));
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
  return /^(-?\d|-?Infinity$|NaN$)/.test(text) ? Number(text) : unescaped(text);
}

/** What was `escaped`: half a surrogate pair is written as `%ud800`, which no URL has. Throws for an escape that is none. */
export function unescaped(text: string): string {
  if (!text.includes("%")) return text;
  return text
    .split(/(%u[\da-f]{4})/)
    .map((piece, at) =>
      at % 2 === 1 ? String.fromCharCode(Number.parseInt(piece.slice(2), 16)) : decodeURIComponent(piece),
    )
    .join("");
}
