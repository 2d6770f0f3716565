import { describe, expect, it } from "vitest";
import { CacheError, redis } from "../../src/index.ts";
import { ownersIn, ownLineIn } from "../../src/redis/cluster-view.ts";
import { failureOf, NotConnected, TimedOut } from "../../src/redis/failure.ts";
import { movedTo } from "../../src/redis/follow.ts";
import { literal } from "../../src/redis/glob.ts";
import { REDIS_DEFAULTS, type RedisOptions, resolveRedisOptions } from "../../src/redis/options.ts";

describe("a failure", () => {
  const coded = (code: string, more: object = {}): Error =>
    Object.assign(new Error("words"), { code, ...more });
  const reply = (message: string): Error => Object.assign(new Error(message), { name: "ReplyError" });
  const codeOf = (error: Error): string => failureOf(error, "redis").code;

  it("is a timeout when nobody answered, but not when nobody could be reached", () => {
    expect(codeOf(new TimedOut("late"))).toBe("ERR_CACHE_TIMEOUT");
    expect(codeOf(coded("ERR_TIMEOUT"))).toBe("ERR_CACHE_TIMEOUT");
    expect(codeOf(coded("ERR_TIMEOUT", { cause: coded("ERR_CONNECT_STALLED") }))).toBe("ERR_CACHE_TIMEOUT");
    expect(codeOf(coded("ERR_TIMEOUT", { cause: coded("ERR_CONNECT_FAILED") }))).toBe(
      "ERR_CACHE_UNREACHABLE",
    );
    expect(codeOf(new Error("Command timed out"))).toBe("ERR_CACHE_TIMEOUT");
    expect(codeOf(coded("ECONNREFUSED"))).toBe("ERR_CACHE_UNREACHABLE");
    expect(codeOf(coded("ERR_CONNECTION_LOST"))).toBe("ERR_CACHE_UNREACHABLE");
    expect(codeOf(new Error("Connection is closed."))).toBe("ERR_CACHE_UNREACHABLE");
  });

  it("is a refusal when the server said so, whichever client tells it", () => {
    expect(codeOf(reply("NOPERM no"))).toBe("ERR_CACHE_REFUSED");
    expect(codeOf(Object.assign(reply("no permission"), { code: "NOPERM" }))).toBe("ERR_CACHE_REFUSED");
    expect(codeOf(new Error("CLUSTERDOWN The cluster is down"))).toBe("ERR_CACHE_REFUSED");
    expect(codeOf(new Error("WRONGTYPE Operation"))).toBe("ERR_CACHE_TYPE");
    expect(codeOf(coded("ERR_CONNECT_REFUSED"))).toBe("ERR_CACHE_REFUSED");
    const cause = coded("ERR_CONNECT_REFUSED");
    expect(codeOf(new NotConnected("not tried", { cause }))).toBe("ERR_CACHE_REFUSED");
  });

  it("keeps its cause, and stays what it is if it is the cache's own", () => {
    const cause = new Error("Connection is closed.");
    expect(failureOf(cause, "redis")).toMatchObject({ cause, layer: "redis" });
    const own = new CacheError("ERR_CACHE_CLOSED", "redis", "closed");
    expect(failureOf(own, "redis")).toBe(own);
  });
});

describe("a redirection", () => {
  it("is told from other errors", () => {
    expect(movedTo(new Error("MOVED 12 127.0.0.1:7000"))).toEqual({ host: "127.0.0.1", port: 7000 });
    expect(movedTo(new Error("MOVED 12 ::1:7000"))).toEqual({ host: "::1", port: 7000 });
    expect(movedTo(new Error("MOVED 12 :7000"))).toBeUndefined();
    expect(movedTo(new Error("CLUSTERDOWN no"))).toBeUndefined();
  });
});

describe("a pattern", () => {
  it("of a text has nothing in it that is special", () => {
    expect(literal("a*b?[c]^-\\d:%2A")).toBe("a\\*b\\?\\[c\\]\\^\\-\\\\d:%2A");
  });
});

describe("what a node says of the cluster", () => {
  const nodes = [
    "aaa 127.0.0.1:7000@17000,name.example myself,master - 0 0 3 connected 0-99 105 [100->-bbb]",
    "bbb 127.0.0.1:7001@17001,,shard-id=f master - 0 0 2 connected 200-16383",
    "ccc ::1:7002@17002 slave aaa 0 0 3 connected",
    "ddd 127.0.0.1:7003@17003 master - 0 0 4 connected",
    "eee 127.0.0.1:7004@17004 master,fail - 0 0 5 disconnected 150-160",
    "",
  ].join("\n");

  it("names the primaries that have slots", () => {
    expect(ownersIn(nodes)).toEqual([
      { host: "name.example", port: 7000, ip: "127.0.0.1" },
      { host: "127.0.0.1", port: 7001 },
      { host: "127.0.0.1", port: 7004 },
    ]);
  });

  it("changes when its own slots do, and says that one is on its way", () => {
    const line = ownLineIn(nodes);
    expect(line).toEqual({ text: "aaa master 3 0-99 105 [100->-bbb]", settled: false });
    expect(ownLineIn(nodes.replace(" [100->-bbb]", ""))).toMatchObject({ settled: true });
    expect(ownLineIn(nodes.replace("- 0 0 3", "- 77 88 3"))).toEqual(line);
    expect(ownLineIn("")).toMatchObject({ settled: false });
  });
});

describe("the options of a layer in Redis", () => {
  const url = "redis://127.0.0.1:1";

  it("have the defaults that their comments name", () => {
    const named = { label: "redis", prefix: "cache:", layout: "string" };
    expect(REDIS_DEFAULTS).toEqual({ ...named, removal: "30s", sync: "messages" });
    const settings = resolveRedisOptions({ url, prefix: undefined } as unknown as RedisOptions);
    expect(settings).toMatchObject({ label: "redis", prefix: "cache:", layout: "string", removalMs: 30_000 });
  });

  it("are refused at once if they can't be", () => {
    const wrong: unknown[] = [
      {},
      { url, client: {} },
      { url: "http://127.0.0.1" },
      { url: [] },
      { url: [url, "127.0.0.1"] },
      { client: { get: () => null } },
      { url, layout: "list" },
      { url, removal: 0 },
      { url, removal: "soon" },
      { url, removal: Number.POSITIVE_INFINITY },
      { url, prefix: 7 },
    ];
    for (const each of wrong) {
      expect(() => redis(each as RedisOptions), JSON.stringify(each)).toThrow(
        expect.objectContaining({ code: "ERR_CACHE_OPTION" }),
      );
    }
  });
});
