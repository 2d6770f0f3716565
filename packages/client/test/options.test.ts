import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEFAULTS, POOL_DEFAULTS, resolveSettings } from "../src/options.ts";

describe("client options", () => {
  it("have the defaults that their comments name", () => {
    const source = readFileSync(new URL("../src/options.ts", import.meta.url), "utf8");
    for (const [name, value] of Object.entries({ ...DEFAULTS, ...POOL_DEFAULTS })) {
      const comment = new RegExp(`/\\*\\*([^/]*)\\*/\\s+readonly ${name}\\?`).exec(source)?.[1];
      expect(comment, name).toBeDefined();
      const written =
        value === 64 * 1024 * 1024 ? "64 MiB" : `\`${typeof value === "string" ? `"${value}"` : value}\``;
      expect(comment, name).toContain(`Default ${written}`);
    }
  });

  it.each([
    [{ timeoutMs: 0 }, /timeoutMs must be a number above 0/],
    [{ stallMs: Number.NaN }, /stallMs/],
    [{ database: -1 }, /database/],
    [{ mode: "ring" }, /mode must be/],
    [{ mode: "cluster", sentinel: {} }, /"cluster" with Sentinels/],
    [{ protocol: 4 }, /protocol/],
    [{ readFrom: "nearest" }, /no read strategy "nearest"/],
    [{ pool: { min: 5, max: 2 } }, /pool.min is above pool.max/],
    [{ pool: { size: 2 } }, /no pool option "size"/],
    [{ pool: { max: 0 } }, /pool.max can't be 0/],
    [{ timeout: 5 }, /no client option "timeout"/],
  ])("%j is refused", (options, message) => {
    expect(() => resolveSettings("redis://h", options as never)).toThrow(message);
  });

  it("need at least one URL", () => {
    expect(() => resolveSettings([], {})).toThrow(/at least one URL/);
  });

  it("yield to the URL where both speak", async () => {
    const settings = resolveSettings("rediss://ann:x@h/2", { database: 5, credentials: { password: "y" } });
    expect(settings.database).toBe(2);
    expect(await settings.credentials.get()).toEqual({ username: "ann", password: "x" });
    expect(await settings.tls?.()).toEqual({});
  });
});
