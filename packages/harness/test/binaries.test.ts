import { ensureServer, ensureTool, locateServer, tryServer } from "fairlead-harness";
import { afterEach, describe, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("finding a server", () => {
  test("a path given by environment variable comes first", () => {
    vi.stubEnv("FAIRLEAD_VALKEY_SERVER", "/opt/valkey/bin/valkey-server");
    expect(locateServer("valkey")).toBe("/opt/valkey/bin/valkey-server");
  });

  test("without one, and without rights to install it, it says in a sentence what to do", async () => {
    vi.stubEnv("FAIRLEAD_REDIS_SERVER", "");
    vi.stubEnv("PATH", "/nowhere");
    vi.spyOn(process, "getuid").mockReturnValue(1_000);
    const sentence =
      /^redis-server isn't on the PATH, .*: install redis-server, or name one by FAIRLEAD_REDIS_SERVER$/;
    await expect(ensureServer("redis")).rejects.toThrow(sentence);
    expect(await tryServer("redis")).toEqual({ server: undefined, reason: expect.stringMatching(sentence) });
  });

  test("a tool is looked for in the same ways", async () => {
    vi.stubEnv("FAIRLEAD_NUTCRACKER", "/opt/nutcracker");
    expect(await ensureTool("nutcracker")).toBe("/opt/nutcracker");
    vi.stubEnv("FAIRLEAD_REDIS_BENCHMARK", "");
    vi.stubEnv("PATH", "/nowhere");
    vi.spyOn(process, "getuid").mockReturnValue(1_000);
    await expect(ensureTool("redis-benchmark")).rejects.toThrow(
      /: install redis-benchmark, or name one by FAIRLEAD_REDIS_BENCHMARK$/,
    );
  });

  test("a program that is no server is told from one", async () => {
    vi.stubEnv("FAIRLEAD_REDIS_SERVER", process.execPath);
    await expect(ensureServer("redis")).rejects.toThrow("isn't a server: it says v");
  });
});
