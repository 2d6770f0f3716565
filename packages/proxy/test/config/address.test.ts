import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressText, isLoopback, parseAddress } from "../../src/config/address.ts";

describe("an address to listen at", () => {
  it.each([
    ["127.0.0.1:7379", { host: "127.0.0.1", port: 7379 }],
    ["[::1]:0", { host: "::1", port: 0 }],
    ["cache.example.org:65535", { host: "cache.example.org", port: 65_535 }],
    ["unix:/run/a b.sock", { path: "/run/a b.sock" }],
  ])("is read: %s", (text, address) => {
    expect(parseAddress(text)).toEqual(address);
    expect(addressText(address)).toBe(text);
  });

  it.each([
    "",
    ":1",
    "host",
    "host:",
    "host:65536",
    "::1:1",
    "[1.2.3.4]:1",
    "[x]:1",
    "unix:run",
    "unix:",
    "a b:1",
    "-h:1",
    "h:1.5",
  ])("is not %j", (text) => expect(parseAddress(text)).toBeUndefined());

  it("survives being written and read", () => {
    const hosts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    const addresses = fc.oneof(
      fc.record({ host: hosts, port: fc.integer({ min: 0, max: 65_535 }) }),
      fc.record({ path: fc.string().map((path) => `/${path.replaceAll("\0", "")}`) }),
    );
    fc.assert(
      fc.property(addresses, (address) => {
        expect(parseAddress(addressText(address))).toEqual(address);
      }),
    );
  });

  it.each([
    ["127.8.0.1:1", true],
    ["localhost:1", true],
    ["LocalHost:1", true],
    ["[::1]:1", true],
    ["unix:/a", true],
    ["0.0.0.0:1", false],
    ["[::]:1", false],
    ["10.0.0.1:1", false],
    ["127.0.0.1.example.org:1", false],
  ])("knows whether only this machine reaches %s: %j", (text, loopback) => {
    expect(isLoopback(parseAddress(text)!)).toBe(loopback);
  });
});
