import * as cborX from "cbor-x";
import {
  type CacheError,
  cbor,
  createCodec,
  extendedJson,
  type Format,
  json,
  msgpack,
  text,
  v8,
} from "fairlead-cache";
import * as msgpackr from "msgpackr";
import { describe, expect, it } from "vitest";

const cyclic: { self?: { list: unknown[] } } = {};
cyclic.self = { list: [cyclic] };
const deep = JSON.parse(`${"[".repeat(5_000)}1${"]".repeat(5_000)}`) as unknown;
class Point {
  x = 1;
}

function refuses(format: Format, value: unknown): void {
  expect(() => createCodec({ format }).encode(value)).toThrow(
    expect.objectContaining({ code: "ERR_CACHE_ENCODE" } satisfies Partial<CacheError>),
  );
}

function trip(format: Format, value: unknown): unknown {
  const codec = createCodec({ format });
  return codec.decode(codec.encode(value) as Uint8Array);
}

describe("json", () => {
  it.each([
    ["a bigint", 1n],
    ["NaN", { a: Number.NaN }],
    ["Infinity", [-Infinity]],
    ["a Map", { m: new Map() }],
    ["a Set", new Set([1])],
    ["bytes", { b: Buffer.from("a") }],
    ["a regular expression", /a/],
    ["an error", new Error("no")],
    ["an ArrayBuffer", new ArrayBuffer(1)],
    ["an invalid Date", new Date(Number.NaN)],
    ["undefined in a list", [undefined]],
    ["a weak reference", new WeakRef({})],
    [
      "a method",
      new (class {
        run = () => 1;
      })(),
    ],
    ["what contains itself", cyclic],
    ["what is nested too deep", deep],
  ])("refuses %s", (_, value) => refuses(json, value));

  it("does as ever with Dates, properties that are undefined, and instances of classes", () => {
    expect(trip(json, { at: new Date(0), gone: undefined, point: new Point(), zero: -0 })).toStrictEqual({
      at: "1970-01-01T00:00:00.000Z",
      point: { x: 1 },
      zero: 0,
    });
  });

  it("keeps a property of the name __proto__ a property", () => {
    const value = JSON.parse('{"__proto__":{"admin":true}}') as object;
    const back = trip(json, value) as object;
    expect(Object.keys(back)).toEqual(["__proto__"]);
    expect("admin" in back).toBe(false);
  });
});

describe("extendedJson", () => {
  it.each([
    ["a function", () => 1],
    ["a weak map", { w: new WeakMap() }],
    ["an error", new Error("no")],
    ["a list of other numbers than bytes", Uint16Array.of(1)],
    ["what contains itself", cyclic],
    ["what is nested too deep", deep],
  ])("refuses %s", (_, value) => refuses(extendedJson, value));

  it("is written as documented", () => {
    const value = {
      at: new Date(5),
      big: -255n,
      map: new Map([["k", 1]]),
      set: new Set([undefined]),
      bytes: Uint8Array.of(1, 2),
      n: [-0, Number.NaN],
      $own: 1,
    };
    expect(Buffer.from(extendedJson.encode(value)).toString()).toBe(
      '{"at":{"$date":5},"big":{"$bigint":"-ff"},"map":{"$map":["k",1]},"set":{"$set":[{"$undefined":true}]},' +
        '"bytes":{"$bytes":"AQI="},"n":[{"$number":"-0"},{"$number":"NaN"}],"$$own":1}',
    );
  });

  it("looks as JSON for plain values, and reads JSON", () => {
    const value = { a: [1, "b", null, { c: true }] };
    expect(Buffer.from(extendedJson.encode(value)).toString()).toBe(JSON.stringify(value));
  });

  it("keeps a property of the name __proto__ a property", () => {
    const value = JSON.parse('{"__proto__":{"admin":true},"$x":1}') as object;
    const back = trip(extendedJson, value) as object;
    expect(Object.keys(back)).toEqual(["__proto__", "$x"]);
    expect("admin" in back).toBe(false);
  });

  it.each([
    '{"$date":"5"}',
    '{"$bigint":"0x1"}',
    '{"$bigint":"1\\n"}',
    '{"$bytes":"A"}',
    '{"$number":"1"}',
    '{"$undefined":false}',
    '{"$set":{}}',
    '{"$map":[1]}',
    '{"$regexp":"a"}',
    '{"$date":5,"other":1}',
    "[".repeat(5_000) + "]".repeat(5_000),
  ])("refuses to read %.20s", (written) => {
    expect(() => createCodec({ format: extendedJson }).decode(Buffer.from(written))).toThrow(
      expect.objectContaining({ code: "ERR_CACHE_DECODE" }),
    );
  });

  it("reads a bigint of a million digits without delay", () => {
    const big = 1n << 4_000_000n;
    expect(trip(extendedJson, big)).toBe(big);
  });
});

describe.each([msgpack(msgpackr), cbor(cborX)])("$name", (format) => {
  it.each([
    ["a method", { run: () => 1 }],
    ["half of a surrogate pair", ["\ud800"]],
    ["half of a surrogate pair in a name", { "\udc00": 1 }],
    ["a Date too far off", [new Date(8.64e15)]],
    ["a property of the name __proto__", JSON.parse('{"__proto__":1}')],
    ["what contains itself", cyclic],
    ["what is nested too deep", deep],
  ])("refuses %s", (_, value) => refuses(format, value));

  it("refuses lists within lists that say they are long, and takes no memory for them", () => {
    const head = format.name === "cbor" ? [0x9a, 1, 255, 255, 255] : [0xdd, 1, 255, 255, 255];
    const forged = Buffer.from(new Array<number[]>(1_000).fill(head).flat());
    const before = process.memoryUsage().rss;
    expect(() => createCodec({ format }).decode(forged)).toThrow(
      expect.objectContaining({ code: "ERR_CACHE_DECODE" }),
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it("keeps what other processes read without anything more than the bytes", () => {
    const users = [
      { id: 1, name: "a" },
      { id: 2, name: "b" },
    ];
    trip(format, users);
    const fresh = createCodec({ format: format.name === "cbor" ? cbor(cborX) : msgpack(msgpackr) });
    expect(fresh.decode(createCodec({ format }).encode(users) as Uint8Array)).toEqual(users);
  });
});

it("v8 keeps what contains itself", () => {
  const back = trip(v8, cyclic) as { self?: { list: unknown[] } };
  expect(back.self?.list[0]).toBe(back);
});

it("text takes nothing else, nor what UTF-8 can't carry", () => {
  refuses(text, 7);
  refuses(text, "a\ud800");
  refuses(text, null);
});
