import { describe, expect, test } from "vitest";
import { CACHE_FAULT_NAMES } from "../src/cache/faults/cache-fault.ts";
import { parseDemoOptions } from "../src/demo/options.ts";
import { FAULT_NAMES } from "../src/faults/fault.ts";
import { NEWS_FAULT_NAMES } from "../src/news/news-fault.ts";
import { CHAOS_HELP, parseChaosOptions } from "../src/options.ts";
import { OptionError } from "../src/program.ts";
import { PROXY_FAULT_NAMES } from "../src/proxy/faults/proxy-fault.ts";

describe("the options of chaos", () => {
  test("are every fault once, for people, by default", () => {
    const options = parseChaosOptions([], 7);
    expect(options).toMatchObject({ help: false, json: false, seed: 7, soakMs: undefined });
    expect([...options.faults]).toEqual([...FAULT_NAMES]);
  });

  test("can narrow the faults, and repeat a seed", () => {
    const options = parseChaosOptions(["--fault", "half-open", "--fault=cut-random", "--seed", "12"], 7);
    expect([...options.faults]).toEqual(["half-open", "cut-random"]);
    expect(options.seed).toBe(12);
  });

  test("count a soak in minutes", () => {
    expect(parseChaosOptions(["--minutes", "1.5"], 7).soakMs).toBe(90_000);
  });

  test("are the client's faults and then the proxy's, a short round of these in a quick run, or these alone", () => {
    expect(parseChaosOptions([], 7).proxy).toMatchObject({ sessions: 200, operations: undefined });
    expect([...parseChaosOptions([], 7).proxy!.faults]).toEqual([...PROXY_FAULT_NAMES]);
    expect([...parseChaosOptions(["--quick"], 7).proxy!.faults]).toEqual(["reshard"]);
    const ofClient = [...parseChaosOptions([], 7).faults].filter((name) => name !== "half-open");
    expect([...parseChaosOptions(["--quick"], 7).faults]).toEqual(ofClient);
    expect(parseChaosOptions(["--minutes", "1"], 7).proxy).toBeUndefined();
    const alone = parseChaosOptions(
      ["--proxy", "--fault", "drain", "--sessions=9", "--operations", "1e6"],
      7,
    );
    expect([...alone.faults]).toEqual([]);
    expect(alone.proxy).toEqual({ faults: new Set(["drain"]), sessions: 9, operations: 1_000_000 });
  });

  test("are the cache's faults, too, a short one in a quick run, or these alone", () => {
    expect(parseChaosOptions([], 7).cache).toEqual({ faults: new Set(CACHE_FAULT_NAMES), processes: 2 });
    expect([...parseChaosOptions(["--quick"], 7).cache!.faults]).toEqual(["manual-failover"]);
    expect(parseChaosOptions(["--minutes", "1"], 7).cache).toBeUndefined();
    expect(parseChaosOptions(["--proxy"], 7).cache).toBeUndefined();
    const alone = parseChaosOptions(["--cache", "--fault", "all-away", "--processes=3", "--minutes=2"], 7);
    expect([...alone.faults]).toEqual([]);
    expect(alone).toMatchObject({ proxy: undefined, soakMs: 120_000 });
    expect(alone.cache).toEqual({ faults: new Set(["all-away"]), processes: 3 });
  });

  test("are the faults of news providers, too, a short one in a quick run, or these alone", () => {
    expect(parseChaosOptions([], 7).news).toEqual({ faults: new Set(NEWS_FAULT_NAMES), readers: 45 });
    expect([...parseChaosOptions(["--quick"], 7).news!.faults]).toEqual(["dies"]);
    expect(parseChaosOptions(["--minutes", "1"], 7).news).toBeUndefined();
    const alone = parseChaosOptions(["--news", "--fault", "cuts", "--readers=9", "--minutes=2"], 7);
    expect([...alone.faults]).toEqual([]);
    expect(alone).toMatchObject({ proxy: undefined, cache: undefined, soakMs: 120_000 });
    expect(alone.news).toEqual({ faults: new Set(["cuts"]), readers: 9 });
  });

  test.each([
    ["--readers", "3"],
    ["--news", "--cache"],
    ["--news", "--fault", "reshard"],
    ["--processes", "3"],
    ["--cache", "--processes", "0"],
    ["--cache", "--fault", "replace-all"],
    ["--cache", "--proxy"],
    ["--sessions", "9"],
    ["--proxy", "--fault", "half-opened"],
    ["--proxy", "--operations", "x"],
    ["--nope"],
    ["--fault", "nope"],
    ["--minutes", "x"],
    ["--seed"],
    ["--seed", "-1"],
    ["--quick", "--minutes", "1"],
    ["word"],
  ])("that make no sense are refused: %s %s", (...args) => {
    expect(() => parseChaosOptions(args, 7)).toThrow(OptionError);
  });

  test("are all in the help", () => {
    for (const name of [
      "--quick",
      "--minutes",
      "--seed",
      "--fault",
      "--json",
      "--proxy",
      "--cache",
      "--news",
      ...FAULT_NAMES,
      ...NEWS_FAULT_NAMES,
    ]) {
      expect(CHAOS_HELP).toContain(name);
    }
  });
});

describe("the options of the demo", () => {
  test("are few", () => {
    expect(parseDemoOptions([])).toEqual({ help: false, keep: false });
    expect(parseDemoOptions(["--keep"])).toEqual({ help: false, keep: true });
    expect(() => parseDemoOptions(["--quick"])).toThrow(OptionError);
  });
});
