import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactConfig } from "../../src/config/redact.ts";
import { hidePassword, isServerUrl } from "../../src/config/server-url.ts";
import { EXAMPLE, minimal } from "./example.ts";
import { configOf } from "./results.ts";

describe("a configuration to be shown", () => {
  it("holds no password, and all the rest", () => {
    const config = configOf(EXAMPLE);
    const shown = redactConfig(config);
    expect(JSON.stringify(config)).toContain("opensesame");
    expect(JSON.stringify(shown)).not.toContain("opensesame");
    const hide = (text: string): string => text.replaceAll(/(plain:)?opensesame/g, "***");
    expect(shown).toEqual({
      ...JSON.parse(hide(JSON.stringify(config))),
      admin: config.admin,
      listeners: config.listeners,
    });
  });

  it.each([
    ["redis://me:opensesame@host:1/2", "redis://me:***@host:1/2"],
    ["rediss://:opensesame@host", "rediss://:***@host"],
    ["redis://opensesame@one,two", "redis://***@one,two"],
    ["redis+sentinel://me:open:sesame@host/primary", "redis+sentinel://me:***@host/primary"],
    ["unix://me:opensesame@/run/a.sock?db=1", "unix://me:***@/run/a.sock?db=1"],
    ["redis://host/0", "redis://host/0"],
  ])("shows %s as %s", (url, shown) => expect(hidePassword(url)).toBe(shown));

  it("shows no password of a URL that a configuration may have", () => {
    const secrets = fc.string().map((text) => `${text.replaceAll(":", "%3A")}s3cr3t`);
    const urls = fc
      .tuple(
        fc.constantFrom("redis://", "unix://", "valkeys+sentinel://"),
        fc.constantFrom("", "me:", ":"),
        secrets,
        fc.constantFrom("host", "/run/x", "host/1"),
      )
      .map(([scheme, user, secret, host]) => `${scheme}${user}${secret}@${host}`);
    fc.assert(
      fc.property(urls.filter(isServerUrl), (url) => {
        expect(hidePassword(url)).not.toContain("s3cr3t");
      }),
    );
  });

  it("has a password in one of several URLs hidden", () => {
    const config = configOf(minimal().replace("redis://server", "[redis://a, 'redis://u:opensesame@b']"));
    expect(redactConfig(config).backends).toEqual({ main: { urls: ["redis://a", "redis://u:***@b"] } });
  });
});
