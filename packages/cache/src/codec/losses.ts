import { types } from "node:util";
import { LONE_SURROGATE } from "./plain.ts";

/** How deep values may be nested. Deeper is what contains itself. */
export const MAX_DEPTH = 1_000;

/** Objects with a state that is not in their properties: written as plain objects they would lose it. */
export function hasHiddenState(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    types.isRegExp(value) ||
    types.isNativeError(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isBoxedPrimitive(value) ||
    isAlive(value)
  );
}

/** What is bound to this process: no bytes can stand for it. */
function isAlive(value: object): boolean {
  return (
    types.isPromise(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    value instanceof WeakRef ||
    types.isGeneratorObject(value)
  );
}

export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Throws for what `JSON.stringify` drops or changes without a word; what it throws for itself is left to it. */
export function refuseLossInJson(value: unknown, depth = 0): void {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
      return;
    case "function":
    case "symbol":
      throw new TypeError(`a ${typeof value} is no data`);
    case "object":
      if (value !== null) refuseLossInObject(value, depth);
      return;
    default:
  }
}

function refuseLossInObject(value: object, depth: number): void {
  if (depth === MAX_DEPTH) throw tooDeep();
  if (Array.isArray(value)) {
    for (const item of value) {
      if (item === undefined) throw new TypeError("JSON has no undefined in a list");
      refuseLossInJson(item, depth + 1);
    }
    return;
  }
  if (!isPlain(value)) refuseStrangeInJson(value);
  if ("toJSON" in value && typeof value.toJSON === "function") return; // It says itself what it is in JSON.
  const object = value as Readonly<Record<string, unknown>>;
  for (const name in object) refuseLossInJson(object[name], depth + 1);
}

function refuseStrangeInJson(value: object): void {
  if (hasHiddenState(value)) throw new TypeError(`JSON has no ${kindOf(value)}`);
  if (types.isDate(value) && Number.isNaN(value.getTime())) throw new TypeError("JSON has no invalid Date");
}

/** Throws for what no binary format carries: functions, promises, half surrogate pairs, what contains itself. */
export function refuseLossInBinary(value: unknown, depth = 0): void {
  switch (typeof value) {
    case "string":
      if (LONE_SURROGATE.test(value)) throw new TypeError("a text has half of a surrogate pair");
      return;
    case "function":
    case "symbol":
      throw new TypeError(`a ${typeof value} is no data`);
    case "object":
      if (value !== null) refuseWithin(value, depth);
      return;
    default:
  }
}

function refuseWithin(value: object, depth: number): void {
  if (depth === MAX_DEPTH) throw tooDeep();
  if (ArrayBuffer.isView(value)) return;
  if (Array.isArray(value) || types.isSet(value)) {
    for (const item of value) refuseLossInBinary(item, depth + 1);
  } else if (types.isMap(value)) {
    for (const [name, item] of value) {
      refuseLossInBinary(name, depth + 1);
      refuseLossInBinary(item, depth + 1);
    }
  } else {
    refuseWithinProperties(value, depth);
  }
}

/** The years 0 to 9999, in ms: beyond, CBOR's seconds lose the last ms. */
const [FIRST_DATE, LAST_DATE] = [-62_167_219_200_000, 253_402_300_799_999];

function refuseWithinProperties(value: object, depth: number): void {
  if (types.isDate(value) && (value.getTime() < FIRST_DATE || value.getTime() > LAST_DATE)) {
    throw new TypeError("a Date beyond the years 0 to 9999");
  }
  if (!isPlain(value) && isAlive(value)) throw new TypeError(`a ${kindOf(value)} is no data`);
  const object = value as Readonly<Record<string, unknown>>;
  for (const name in object) {
    if (name === "__proto__") throw new TypeError('it has a property "__proto__"');
    if (LONE_SURROGATE.test(name)) throw new TypeError("a property's name has half of a surrogate pair");
    refuseLossInBinary(object[name], depth + 1);
  }
}

export function tooDeep(): TypeError {
  return new TypeError(`it is nested deeper than ${MAX_DEPTH}, or contains itself`);
}

export function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
