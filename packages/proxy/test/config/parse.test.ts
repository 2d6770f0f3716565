import { describe, expect, it } from "vitest";
import { configFromFlags } from "../../src/config/flags.ts";
import { EXAMPLE, minimal } from "./example.ts";
import { configOf } from "./results.ts";

const LIMITS = {
  maxSessions: 10_000,
  maxPipelined: 1_024,
  maxBulkBytes: 536_870_912,
  maxQueryBytes: 1_073_741_824,
  maxArguments: 1_048_576,
  maxBufferedBytes: 67_108_864,
  maxTransactionBytes: 67_108_864,
  idleTimeoutMs: 0,
  authTimeoutMs: 10_000,
  requestTimeoutMs: 5_000,
  connectsPerSecond: 0,
};

const DEFAULTS = {
  listeners: [
    {
      name: "127.0.0.1:7379",
      protocol: "resp",
      address: { host: "127.0.0.1", port: 7379 },
      mode: "hybrid",
      backend: "main",
      routes: [],
      mirror: undefined,
      auth: "none",
      tls: undefined,
      allow: [],
      deny: [],
      limits: LIMITS,
    },
  ],
  backends: { main: { urls: ["redis://server"] } },
  users: [],
  admin: undefined,
  workers: 1,
  log: { level: "info", format: "auto", longPinMs: 60_000 },
  slowLog: { thresholdMs: 10, maxEntries: 128, showKeys: false },
  drainTimeoutMs: 30_000,
};

describe("a configuration", () => {
  it("has every default that its types name", () => {
    expect(configOf(minimal())).toStrictEqual(DEFAULTS);
  });

  it("of flags is the one of a file that says the same", () => {
    expect(configFromFlags({ to: "redis://server" })).toStrictEqual({
      config: {
        ...DEFAULTS,
        listeners: [{ ...DEFAULTS.listeners[0], backend: "default" }],
        backends: { default: DEFAULTS.backends.main },
      },
    });
    const given = configFromFlags({
      listen: "unix:/a",
      to: ["redis://one", "redis://two"],
      mode: "stateful",
    });
    expect(given).toMatchObject({
      config: {
        listeners: [{ address: { path: "/a" }, mode: "stateful" }],
        backends: { default: { urls: ["redis://one", "redis://two"] } },
      },
    });
  });

  it("of bad flags names the flags", () => {
    const result = configFromFlags({ listen: "here", to: ["redis://one", "two"], mode: "fast" });
    expect(result).toMatchObject({
      problems: [
        { path: "--listen", line: 0, column: 0 },
        { path: "--mode", message: 'must be "hybrid", "per-command" or "stateful"' },
        { path: "--to" },
      ],
    });
    expect(configFromFlags({ to: [] })).toMatchObject({
      problems: [{ path: "--to", message: "must not be empty" }],
    });
  });

  it("says all that a file can say", () => {
    const config = configOf(EXAMPLE);
    expect(config).toMatchSnapshot();
  });

  it("has the limits of all listeners, and a listener's own before them", () => {
    const [first, second] = configOf(EXAMPLE).listeners;
    expect(first?.limits).toEqual({ ...second?.limits, maxSessions: 100, maxBulkBytes: 20_480 });
    expect(second?.limits).toEqual({
      ...LIMITS,
      maxPipelined: 64,
      maxBulkBytes: 1_048_576,
      idleTimeoutMs: 60_000,
    });
  });

  it("has users check passwords where there are users, and nothing else is said", () => {
    const rest = "users: [{ name: a, password: 'plain:b' }]";
    expect(configOf(minimal({ rest })).listeners[0]?.auth).toBe("users");
    expect(configOf(minimal({ rest, listener: "auth: none" })).listeners[0]?.auth).toBe("none");
  });

  it("finds certificates from the file's folder", () => {
    const { listeners, backends } = configOf(EXAMPLE);
    expect(listeners[0]?.tls).toMatchObject({
      certFile: "/etc/fairlead/tls/server.pem",
      keyFile: "/etc/tls/server.key",
    });
    expect(backends).toMatchObject({ orders: { tls: { caFile: "/etc/fairlead/tls/ca.pem" } } });
  });

  it.each([
    ["1", 1],
    ["1b", 1],
    ["20kb", 20_480],
    ["64MB", 67_108_864],
    ["'1gb'", 1_073_741_824],
  ])("takes %s for a size", (size, bytes) => {
    const { limits } = configOf(minimal({ listener: `limits: { maxBulkBytes: ${size} }` })).listeners[0]!;
    expect(limits).toMatchObject({ maxBulkBytes: bytes });
  });

  it("takes anchors, so that nothing has to be said twice", () => {
    const text =
      "backends: { a: &a { urls: redis://a }, b: *a }\nlisteners: [{ address: 'h:1', backend: b }]";
    expect(configOf(text).backends).toEqual({ a: { urls: ["redis://a"] }, b: { urls: ["redis://a"] } });
  });

  it("is plain data", () => {
    const config = configOf(EXAMPLE);
    expect(structuredClone(config)).toEqual(config);
  });
});
