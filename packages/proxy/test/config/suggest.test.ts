import { describe, expect, it } from "vitest";
import { suggestion } from "../../src/config/suggest.ts";

const KEYS = ["address", "backend", "mode", "maxSessions", "maxBulkBytes", "tls"];

describe("a suggestion", () => {
  it.each([
    ["bakend", "backend"],
    ["backned", "backend"],
    ["Mode", "mode"],
    ["mod", "mode"],
    ["maxsession", "maxSessions"],
    ["maxBulk", "maxBulkBytes"],
    ["tsl", "tls"],
  ])("for %s is %s", (word, candidate) =>
    expect(suggestion(word, KEYS)).toBe(`; did you mean "${candidate}"?`),
  );

  it.each(["x", "", "hello", "timeout", "constructor"])("is not made for %j", (word) => {
    expect(suggestion(word, KEYS)).toBe("");
  });
});
