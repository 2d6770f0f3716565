import { types } from "node:util";
import type { Format } from "./format.ts";
import { parseJson, parseJsonText } from "./json.ts";
import { hasHiddenState, isPlain, kindOf, MAX_DEPTH, tooDeep } from "./losses.ts";

// JSON, with an object of one property for what JSON lacks:
//
//   Date         {"$date": ms since 1970, null for an invalid one}
//   bigint       {"$bigint": "-ff"}             in base 16, which takes no longer to read than it is long
//   Map          {"$map": [key, value, key, value...]}
//   Set          {"$set": [value...]}
//   Uint8Array   {"$bytes": "base64"}
//   undefined    {"$undefined": true}
//   NaN, Infinity, -Infinity, -0   {"$number": "-0"}
//
// A property whose own name begins with $ has another $ before it.

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * JSON that also carries `Date`, bigint, `Map`, `Set`, `Uint8Array`, `undefined`, `NaN`, `-0` and `Infinity`, anywhere in a value.
 * Plain values look as in `json`. Functions and what contains itself are errors; instances of classes come back as plain objects.
 */
export const extendedJson: Format = {
  name: "extendedJson",
  id: 5,
  encode: (value) => Buffer.from(JSON.stringify(toJson(value, 0))),
  decode: (encoded) => fromJson(parseJson(encoded) as Json, 0),
  decodeText: (ascii) => fromJson(parseJsonText(ascii) as Json, 0),
};

function toJson(value: unknown, depth: number): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) return { $number: String(value) };
      return Object.is(value, -0) ? { $number: "-0" } : value;
    case "bigint":
      return { $bigint: value.toString(16) };
    case "undefined":
      return { $undefined: true };
    case "object":
      return value === null ? null : objectToJson(value, depth);
    default:
      throw new TypeError(`a ${typeof value} is no data`);
  }
}

function objectToJson(value: object, depth: number): Json {
  if (depth === MAX_DEPTH) throw tooDeep();
  if (Array.isArray(value)) return listToJson(value, depth);
  if (isPlain(value)) return propertiesToJson(value, depth);
  if (types.isDate(value)) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (types.isUint8Array(value)) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  }
  if (types.isSet(value)) return { $set: listToJson([...value], depth) };
  if (types.isMap(value)) return { $map: listToJson([...value].flat(), depth) };
  if (hasHiddenState(value)) throw new TypeError(`extended JSON has no ${kindOf(value)}`);
  if ("toJSON" in value && typeof value.toJSON === "function") return toJson(value.toJSON(), depth + 1);
  return propertiesToJson(value, depth);
}

function listToJson(list: readonly unknown[], depth: number): Json {
  const made: Json[] = [];
  for (const item of list) made.push(toJson(item, depth + 1));
  return made;
}

function propertiesToJson(value: object, depth: number): Json {
  const made = Object.create(null) as Record<string, Json>; // In which "__proto__" is a name like any other.
  for (const [name, item] of Object.entries(value)) {
    made[name.startsWith("$") ? `$${name}` : name] = toJson(item, depth + 1);
  }
  return made;
}

function fromJson(value: Json, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === MAX_DEPTH) throw tooDeep();
  if (isList(value)) return value.map((item) => fromJson(item, depth + 1));
  const names = Object.keys(value);
  if (names.length === 1 && /^\$[^$]/.test(names[0]!)) return special(names[0]!, value[names[0]!]!, depth);
  const object = value as Record<string, unknown>;
  let escapes = false;
  for (const name of names) {
    if (name.startsWith("$")) escapes = true;
    // It is an own property always, "__proto__" too: so no prototype changes.
    object[name] = fromJson(value[name]!, depth + 1);
  }
  return escapes ? Object.fromEntries(Object.entries(object).map(unescaped)) : object;
}

function unescaped([name, item]: [string, unknown]): [string, unknown] {
  if (!name.startsWith("$")) return [name, item];
  if (!name.startsWith("$$")) throw new TypeError("an unknown extension of JSON");
  return [name.slice(1), item];
}

function special(name: string, value: Json, depth: number): unknown {
  const read = SPECIAL.get(name);
  if (read === undefined) throw new TypeError("an unknown extension of JSON");
  return read(value, depth + 1);
}

const NUMBERS: ReadonlySet<string> = new Set(["NaN", "Infinity", "-Infinity", "-0"]);

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** How each extension is read. */
const SPECIAL: ReadonlyMap<string, (value: Json, depth: number) => unknown> = new Map<
  string,
  (value: Json, depth: number) => unknown
>([
  ["$date", dateOf],
  ["$bigint", bigintOf],
  ["$bytes", bytesOf],
  ["$number", numberOf],
  ["$undefined", undefinedOf],
  ["$set", setOf],
  ["$map", mapOf],
]);

function dateOf(value: Json): Date {
  if (typeof value !== "number" && value !== null) return malformed();
  return new Date(value ?? Number.NaN);
}

function bigintOf(value: Json): bigint {
  if (typeof value !== "string" || !/^-?[\da-f]+$/.test(value)) return malformed();
  return value.startsWith("-") ? -BigInt(`0x${value.slice(1)}`) : BigInt(`0x${value}`);
}

function bytesOf(value: Json): Uint8Array {
  if (typeof value !== "string") return malformed();
  const decoded = Buffer.from(value, "base64"); // Which passes over what is none.
  return decoded.toString("base64") === value ? new Uint8Array(decoded) : malformed();
}

function numberOf(value: Json): number {
  return typeof value === "string" && NUMBERS.has(value) ? Number(value) : malformed();
}

function undefinedOf(value: Json): undefined {
  return value === true ? undefined : malformed();
}

function setOf(value: Json, depth: number): Set<unknown> {
  return isList(value) ? new Set(value.map((item) => fromJson(item, depth))) : malformed();
}

function mapOf(flat: Json, depth: number): Map<unknown, unknown> {
  if (!isList(flat) || flat.length % 2 !== 0) return malformed();
  const map = new Map<unknown, unknown>();
  for (let at = 0; at < flat.length; at += 2) {
    map.set(fromJson(flat[at]!, depth), fromJson(flat[at + 1]!, depth));
  }
  return map;
}

function malformed(): never {
  throw new TypeError("a malformed extension of JSON");
}
