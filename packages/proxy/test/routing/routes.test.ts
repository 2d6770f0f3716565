import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Routes } from "../../src/routing/routes.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", ":", "é"), minLength: 1, maxLength: 4 });

describe("Routes", () => {
  it("gives keys to the backend of the longest prefix that they begin with, all others to the first", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { maxLength: 8 }),
        fc.string({ unit: text, maxLength: 4 }),
        (prefixes, key) => {
          const routes = new Routes(prefixes.map((prefix, at) => ({ prefix, backend: at + 1 })));
          const longest = prefixes
            .filter((prefix) => key.startsWith(prefix))
            .sort((a, b) => b.length - a.length)[0];
          expect(routes.backendOf(Buffer.from(key))).toBe(
            longest === undefined ? 0 : prefixes.indexOf(longest) + 1,
          );
        },
      ),
    );
  });

  it("gives the empty key to the first", () => {
    expect(new Routes([{ prefix: "a", backend: 1 }]).backendOf(Buffer.alloc(0))).toBe(0);
  });
});
