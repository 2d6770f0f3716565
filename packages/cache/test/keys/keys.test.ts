import {
  defineKey,
  hashed,
  type KeyFormat,
  type KeyRange,
  type LayerKey,
  readable,
  urlEncoded,
} from "fairlead-cache";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/canonical.ts";

/** Few, and much alike, so that pairs of keys are often nearly equal. */
const tricky = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "b",
    "a/b",
    "a:1",
    "a&b",
    "=",
    "&",
    "7",
    "'7",
    ":7",
    "null",
    "true",
    "_version",
    "_prefix",
  ),
  fc.constantFrom(
    "*",
    "{a}",
    "[a]",
    "?",
    "\\",
    " ",
    "+",
    "%20",
    "%",
    "ü",
    "\ud800",
    "\udc00",
    "~",
    "'",
    "-",
    "\n",
  ),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const value = fc.oneof(
  tricky,
  fc.constantFrom(0, 7, 1.5, -1, 1e21, Number.NaN, Infinity, 7n, -7n, true, false, null),
);
const key: fc.Arbitrary<LayerKey> = fc
  .record({
    scope: fc.array(tricky, { maxLength: 2 }),
    name: tricky.filter((name) => name !== ""),
    version: fc.constantFrom(0, 1, 2, 10, 11),
    params: fc.dictionary(tricky, value, { maxKeys: 2 }),
  })
  .map(({ scope, name, version, params }) => canonical(scope, name, version, params));

/** Ranges a key is in, and some it isn't. */
const range: fc.Arbitrary<KeyRange> = fc
  .tuple(key, fc.nat(2), fc.nat(2))
  .map(([{ scope, name, version }, depth, kind]) => {
    if (kind === 0) return { scope: scope.slice(0, depth) };
    return kind === 1 ? { scope, name } : { scope, name, version };
  });

/** By what the words say, not by any text. */
function isWithin({ scope, name, version }: LayerKey, given: KeyRange): boolean {
  if (!given.scope.every((each, at) => scope[at] === each)) return false;
  if (given.name === undefined) return true;
  if (scope.length !== given.scope.length || given.name !== name) return false;
  return given.version === undefined || given.version === version;
}

function sameParts(a: LayerKey, b: LayerKey): boolean {
  const parts = ({ scope, name, version, params }: LayerKey): unknown[] => [
    scope.length,
    ...scope,
    name,
    version,
    ...params.flat(),
  ];
  const [left, right] = [parts(a), parts(b)];
  return left.length === right.length && left.every((part, at) => Object.is(part, right[at]));
}

const formats: [string, KeyFormat][] = [
  ["readable", readable],
  ["urlEncoded", urlEncoded],
  ["hashed", hashed],
];

describe.each(formats)("%s", (_, format) => {
  it("different keys have different texts", () => {
    const seen = new Map<string, LayerKey>();
    fc.assert(
      fc.property(key, (each) => {
        const written = format.key(each);
        const other = seen.get(written);
        if (other !== undefined) expect(sameParts(each, other)).toBe(true);
        else seen.set(written, each);
      }),
      { numRuns: 20_000 },
    );
    expect(seen.size).toBeGreaterThan(1_000);
  });

  it("the keys of a range begin with its text, and no others do", () => {
    fc.assert(
      fc.property(key, range, (each, given) => {
        expect(format.key(each).startsWith(format.range(given))).toBe(isWithin(each, given));
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(key, (each) => {
        const { scope, name, version } = each;
        for (const given of [{ scope: [] }, { scope }, { scope, name }, { scope, name, version }]) {
          expect(format.key(each).startsWith(format.range(given))).toBe(true);
        }
      }),
    );
  });

  it("nothing in a text is special in a pattern or makes a hash tag", () => {
    fc.assert(
      fc.property(key, (each) => {
        expect(format.key(each)).toMatch(/^[\w.~%+=&:/'-]*$/);
      }),
    );
  });
});

const user = defineKey<string, { id: string | number | null; lang?: string }>("user name", { version: 2 });

it("readable is the id of the key", () => {
  expect(readable.key(user({ id: 7, lang: "de" }))).toBe("user%20name:2:id=7&lang=de");
  expect(readable.range(user.all)).toBe("user%20name:2:");
});

it("hashed is as long for long parameters as for none", () => {
  const long = hashed.key(user({ id: "x".repeat(10_000) }));
  expect(long).toMatch(/^user%20name:2:[\w-]{43}$/);
  expect(hashed.key(canonical([], "user name", 2, undefined))).toHaveLength(long.length);
});

describe("urlEncoded", () => {
  it("writes texts as a URL's query", () => {
    const text = fc.string({ unit: "grapheme" }).map((each) => each.replaceAll("*", ""));
    fc.assert(
      fc.property(text, fc.dictionary(text, text, { minKeys: 1 }), (name, params) => {
        const made = canonical([], name, 3, params);
        const query = new URLSearchParams([
          ["_prefix", name],
          ["_version", "3"],
          ...(made.params as [string, string][]),
        ]);
        expect(urlEncoded.key(made)).toBe(query.toString());
      }),
    );
  });

  it("tells apart what a URL does not", () => {
    expect(urlEncoded.key(user({ id: "7" }))).toBe("_prefix=user+name&_version=2&id=7");
    expect(urlEncoded.key(user({ id: 7 }))).toBe("_prefix=user+name&_version=2&id=:7");
    expect(urlEncoded.key(user({ id: "" }))).toBe("_prefix=user+name&_version=2&id=");
    expect(urlEncoded.key(user({ id: null }))).toBe("_prefix=user+name&_version=2&id");
    expect(urlEncoded.key(canonical(["t"], "a*", 0, {}))).toBe("_scope=t&_prefix=a%2A&_version=0&");
  });
});
