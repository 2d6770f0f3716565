import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashPassword, isPasswordText, verifyPassword } from "../../src/config/password.ts";

const HASH = hashPassword("opensesame");

describe("a password's hash", () => {
  it("is of its password alone, as text or bytes", async () => {
    expect(await verifyPassword("opensesame", HASH)).toBe(true);
    expect(await verifyPassword(Buffer.from("opensesame"), HASH)).toBe(true);
    expect(await verifyPassword("opensesam", HASH)).toBe(false);
    expect(await verifyPassword("", HASH)).toBe(false);
  });

  it("shows its cost, can be written in YAML as it is, and differs each time", () => {
    expect(HASH).toMatch(/^scrypt:16384:8:5:[\w-]{22}:[\w-]{43}$/);
    expect(hashPassword("opensesame")).not.toBe(HASH);
    expect(hashPassword("a", new Uint8Array(16))).toBe(hashPassword("a", new Uint8Array(16)));
  });

  it("may have been made at another cost", async () => {
    // RFC 7914, section 12: "pleaseletmein", "SodiumChloride", N=16384, r=8, p=1.
    const key = Buffer.from(
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
      "hex",
    ).toString("base64url");
    const salt = Buffer.from("SodiumChloride").toString("base64url");
    expect(await verifyPassword("pleaseletmein", `scrypt:16384:8:1:${salt}:${key}`)).toBe(true);
  });

  it("can be a plain password behind its prefix", async () => {
    expect(await verifyPassword("a:b", "plain:a:b")).toBe(true);
    expect(await verifyPassword("a", "plain:a:b")).toBe(false);
  });

  it.each([
    "",
    "opensesame",
    "plain:",
    "scrypt:",
    HASH.slice(0, -30),
    HASH.replace("16384", "16383"),
    HASH.replace("16384", "0"),
    HASH.replace("16384:8", "1048576:64"),
    HASH.replace(":8:", ":0:"),
    `${HASH}:more`,
  ])("is not %j, which is of no password", async (text) => {
    expect(isPasswordText(text)).toBe(false);
    for (const password of [text, "", "opensesame"]) expect(await verifyPassword(password, text)).toBe(false);
  });

  it("fails for no text that counts as one", async () => {
    const texts = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4 }))
      .map(([log, r, p]) => `scrypt:${2 ** log}:${r}:${p}:c2FsdHNhbHQ:${"A".repeat(22)}`);
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(isPasswordText(text)).toBe(true);
        expect(await verifyPassword("x", text)).toBe(false);
      }),
    );
  });
});
