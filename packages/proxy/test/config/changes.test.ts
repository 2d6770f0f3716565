import { describe, expect, it } from "vitest";
import { changesBetween, listenerKey } from "../../src/config/changes.ts";
import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { EXAMPLE, minimal } from "./example.ts";

const configOf = (text: string): Config => {
  const result = parseConfig(text, {}, "/etc/fairlead.yaml");
  if ("config" in result) return result.config;
  throw new Error(JSON.stringify(result.problems));
};

describe("changes between two configurations", () => {
  it("are none where both say the same", () => {
    expect(changesBetween(configOf(EXAMPLE), configOf(EXAMPLE))).toEqual({ applied: [], needRestart: [] });
  });

  it("name what is new, changed and removed, and what needs a restart", () => {
    const after = configOf(
      EXAMPLE.replace("maxWaiters: 4", "maxWaiters: 5")
        .replace("name: ops, password", "name: dev, password")
        .replace('"[::1]:7380"', '"[::1]:7381"')
        .replace("workers: cores", "workers: 2")
        .replace("maxEntries: 0", "maxEntries: 1"),
    );
    expect(changesBetween(configOf(EXAMPLE), after)).toEqual({
      applied: [
        "listener [::1]:7381: new",
        "listener [::1]:7380: removed",
        "backend orders: changed",
        "user dev: new",
        "user ops: removed",
      ],
      needRestart: ["workers", "slowLog"],
    });
  });

  it("take a listener for the same by its address, or by its name where any port will do", () => {
    const [listener] = configOf(minimal()).listeners;
    if (listener === undefined) throw new Error("no listener");
    expect(listenerKey({ ...listener, name: "other" })).toBe(listenerKey(listener));
    const anyPort = { ...listener, address: { host: "127.0.0.1", port: 0 } };
    expect(listenerKey({ ...anyPort, name: "other" })).not.toBe(listenerKey(anyPort));
  });
});
