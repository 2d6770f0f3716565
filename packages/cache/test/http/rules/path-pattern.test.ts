import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namesIn, pathPattern } from "../../../src/http/rules/path-pattern.ts";

const segment = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text !== "." && text !== "..");
const path = (segments: readonly string[]): string =>
  new URL(`http://h/${segments.map(encodeURIComponent).join("/")}`).pathname;

describe("a path pattern", () => {
  it("of plain text fits that path alone, however it is written", () => {
    const plain = fc
      .string({ minLength: 1, unit: "grapheme" })
      .filter((text) => !/[{}/\\?#%]|^\.{1,2}$/.test(text));
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1 }), fc.array(plain, { minLength: 1 }), (a, b) => {
        const fits = pathPattern(`/${a.join("/")}`);
        expect(fits(new URL(`http://h/${a.map(encodeURI).join("/")}`).pathname)).toEqual({});
        expect(fits(path(a))).toEqual({});
        if (path(a) !== path(b)) expect(fits(path(b))).toBeUndefined();
      }),
    );
  });

  it("gives what its names stand for, decoded", () => {
    fc.assert(
      fc.property(segment, segment, fc.array(segment, { minLength: 1 }), (a, b, rest) => {
        const fits = pathPattern("/x/{a}/y/{b}/{rest}*");
        expect(fits(path(["x", a, "y", b, ...rest]))).toEqual({ a, b, rest: rest.join("/") });
        expect(fits(path(["x", a, "z", b, ...rest]))).toBeUndefined();
      }),
    );
  });

  it("lets a name stand for one segment, not for none or two", () => {
    const fits = pathPattern("/items/{id}");
    expect(fits("/items/")).toBeUndefined();
    expect(fits("/items/7/parts")).toBeUndefined();
    expect(fits("/items/a%2Fb")).toEqual({ id: "a/b" });
    expect(fits("/items/%ff")).toEqual({ id: "%ff" });
  });

  it("takes expressions, with braces and groups in them", () => {
    const fits = pathPattern("/y/{year:\\d{4}}-{month:(0\\d|1[0-2])}.{type:json|xml}");
    expect(fits("/y/2026-11.json")).toEqual({ year: "2026", month: "11", type: "json" });
    expect(fits("/y/2026-13.json")).toBeUndefined();
    expect(fits("/y/26-11.json")).toBeUndefined();
    expect(pathPattern("/{a:\\{x\\}}")("/{x}")).toEqual({ a: "{x}" });
  });

  it("lets a tail be empty, and a star elsewhere be a star", () => {
    expect(pathPattern("/files/{tail}*")("/files/")).toEqual({ tail: "" });
    expect(pathPattern("/a*b")("/a*b")).toEqual({});
    expect(pathPattern("/a*b")("/aab")).toBeUndefined();
  });

  it("knows its names", () => {
    expect(namesIn("/{a}/{b:\\d{2}}/{c}*")).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["/{id", "has a { that is not closed"],
    ["/{}", 'has no name in "{}"'],
    ["/{1a}", 'has no name in "{1a}"'],
    ["/{a}/{a}", 'names "a" twice'],
    ["/{a:(}", "has an expression that is none"],
    ["/{a:(?<x>b)}", "has a named group in an expression"],
  ])("%s is none", (pattern, why) => {
    expect(() => pathPattern(pattern)).toThrow(`the path "${pattern}" ${why}`);
  });
});
