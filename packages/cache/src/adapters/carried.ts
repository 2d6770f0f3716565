// What other packages put into a cache may be bytes, dates, maps: values that not every codec carries. They are kept as
// {"$carried": value}, with an object of one property for each of them:
//
//   Buffer       {"$buffer": "base64"}
//   Uint8Array   {"$bytes": "base64"}
//   Date         {"$date": ms since 1970, null for an invalid one}
//   bigint       {"$bigint": "255"}
//   Map          {"$map": [[key, value]...]}
//   Set          {"$set": [value...]}
//   undefined    {"$undefined": true}
//   NaN, Infinity, -Infinity, -0   {"$number": "-0"}
//
// A property whose own name begins with $ has another $ before it. All else is kept as it is.

const MARK = "$carried";
const MAX_DEPTH = 1_000;

/** The value as every codec can carry it: itself if it is JSON. Of a class or a function, itself too: then the codec decides. */
export function carry(value: unknown): unknown {
  return isForeign(value, 0) || isMarked(value) ? { [MARK]: marked(value, 0) } : value;
}

/** What {@link carry} was given. Bytes are new each time. */
export function carried(kept: unknown): unknown {
  return isMarked(kept) ? unmarked(kept[MARK]) : kept;
}

function isMarked(value: unknown): value is Readonly<Record<typeof MARK, unknown>> {
  return isPlain(value) && Object.hasOwn(value, MARK) && Object.keys(value).length === 1;
}

/** Whether there is something in it that JSON has not. */
function isForeign(value: unknown, depth: number): boolean {
  if (depth === MAX_DEPTH) return false;
  switch (typeof value) {
    case "undefined":
      return depth > 0;
    case "bigint":
      return true;
    case "number":
      return isStrange(value);
    case "object":
      if (Array.isArray(value)) return value.some((each) => isForeign(each, depth + 1));
      if (isPlain(value)) return Object.values(value).some((each) => isForeign(each, depth + 1));
      return special(value, depth) !== undefined;
    default:
      return false;
  }
}

function marked(value: unknown, depth: number): unknown {
  if (depth === MAX_DEPTH) return value;
  if (value === undefined) return { $undefined: true };
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (typeof value === "number" && isStrange(value)) {
    return { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (Array.isArray(value)) return value.map((each) => marked(each, depth + 1));
  if (!isPlain(value)) return special(value, depth) ?? value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name.startsWith("$") ? `$${name}` : name,
      marked(each, depth + 1),
    ]),
  );
}

function special(value: unknown, depth: number): object | undefined {
  if (Buffer.isBuffer(value)) return { $buffer: value.toString("base64") };
  if (value instanceof Uint8Array) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  }
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (value instanceof Set) return { $set: [...value].map((each) => marked(each, depth + 1)) };
  if (!(value instanceof Map)) return undefined;
  return { $map: [...value].map(([key, each]) => [marked(key, depth + 1), marked(each, depth + 1)]) };
}

function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmarked);
  if (!isPlain(value)) return value;
  const entries = Object.entries(value);
  const [name, inner] = entries[0] ?? ["", undefined];
  if (entries.length === 1 && /^\$[^$]/.test(name)) return read(name, inner);
  return Object.fromEntries(
    entries.map(([each, item]) => [each.startsWith("$") ? each.slice(1) : each, unmarked(item)]),
  );
}

const READ: ReadonlyMap<string, (inner: unknown) => unknown> = new Map<string, (inner: unknown) => unknown>([
  ["$buffer", (inner) => Buffer.from(inner as string, "base64")],
  ["$bytes", (inner) => new Uint8Array(Buffer.from(inner as string, "base64"))],
  ["$date", (inner) => new Date((inner as number | null) ?? Number.NaN)],
  ["$bigint", (inner) => BigInt(inner as string)],
  ["$number", (inner) => Number(inner)],
  ["$undefined", () => undefined],
  ["$set", (inner) => new Set(unmarked(inner) as unknown[])],
  ["$map", (inner) => new Map(unmarked(inner) as [unknown, unknown][])],
]);

function read(name: string, inner: unknown): unknown {
  const how = READ.get(name);
  if (how === undefined) throw new TypeError(`a value that was kept by a later version: ${name}`);
  return how(inner);
}

function isStrange(value: number): boolean {
  return !Number.isFinite(value) || Object.is(value, -0);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
