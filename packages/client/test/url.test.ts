import { describe, expect, it } from "vitest";
import { UsageError } from "../src/errors.ts";
import { parseUrl } from "../src/url.ts";

describe("a server URL", () => {
  it.each([
    ["redis://h", [{ host: "h", port: 6379 }], false],
    [
      "valkeys://h:1,[::1]:2,10.0.0.1",
      [
        { host: "h", port: 1 },
        { host: "::1", port: 2 },
        { host: "10.0.0.1", port: 6379 },
      ],
      true,
    ],
    ["rediss://h:7000/0", [{ host: "h", port: 7000 }], true],
    ["redis://", [{ host: "localhost", port: 6379 }], false],
    ["unix:///run/redis.sock", [{ host: "", port: 0, path: "/run/redis.sock" }], false],
  ])("%s names its addresses", (url, addresses, tls) => {
    expect(parseUrl(url)).toMatchObject({ addresses, tls });
  });

  it.each([
    ["redis://ann:s%40cret@h/3", { username: "ann", password: "s@cret" }, 3],
    ["redis://:secret@h", { password: "secret" }, undefined],
    ["redis://secret@h", { password: "secret" }, undefined],
    ["redis://h", undefined, undefined],
    ["unix://ann:x@/s?db=2", { username: "ann", password: "x" }, 2],
  ])("%s names user, password and database", (url, credentials, database) => {
    expect(parseUrl(url)).toMatchObject({ credentials, database });
  });

  it("of Sentinels names them and the primary", () => {
    expect(parseUrl("rediss+sentinel://ann:x@a,b:2/main/3")).toMatchObject({
      addresses: [
        { host: "a", port: 26379 },
        { host: "b", port: 2 },
      ],
      tls: true,
      sentinel: true,
      primaryName: "main",
      database: 3,
      credentials: { username: "ann" },
    });
    expect(parseUrl("valkey+sentinel://a")).toMatchObject({ primaryName: undefined, tls: false });
  });

  it.each([
    "",
    "h:6379",
    "http://h",
    "redis://h:0",
    "redis://h:70000",
    "redis://h:x",
    "redis://h/x",
    "redis://a b%zz@h",
    "unix://",
  ])("%j is refused", (url) => {
    expect(() => parseUrl(url)).toThrow(UsageError);
  });

  it("never shows its password in an error", () => {
    expect(() => parseUrl("redis://ann:hunter2@h:99999")).toThrow(/^(?!.*hunter2)/);
  });
});
