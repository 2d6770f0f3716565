import { ensureTool } from "fairlead-harness";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startFront } from "./support/front.ts";
import { run } from "./support/program.ts";

const path = await ensureTool("redis-cli");
const front = await startFront();
afterAll(() => front.close());

/** Runs redis-cli with `args`, and `lines` as what somebody types. */
const cli = (args: readonly string[], ...lines: readonly string[]) =>
  run(path, ["-p", String(front.port), ...args], { input: lines.map((line) => `${line}\n`).join("") });

describe("redis-cli", () => {
  beforeEach(() => cli(["FLUSHALL"]));

  it("runs commands, one or many, over RESP2 and RESP3", async () => {
    expect(await cli(["SET", "a", "1"])).toBe("OK");
    expect(await cli(["--no-raw", "MGET", "a", "b"])).toBe('1) "1"\n2) (nil)');
    expect(await cli(["-3", "--no-raw", "CONFIG", "GET", "maxmemory"])).toBe('1# "maxmemory" => "0"');
    expect(await cli(["-x", "SET", "b"], "from the standard input")).toBe("OK");
    expect(await cli([], "INCR a", "GET b", "DBSIZE")).toBe("2\nfrom the standard input\n\n2");
    expect(await cli(["-c", "GET", "a"])).toBe("2");
    expect(await cli(["-r", "3", "INCR", "a"])).toBe("3\n4\n5");
  });

  it("runs transactions", async () => {
    const inside = ["MULTI", "SET {a}1 x", "GET {a}1", "EXEC"];
    expect(await cli([], ...inside)).toBe("OK\nQUEUED\nQUEUED\nOK\nx");
    expect(await cli([], "WATCH a", "SET a 1", "MULTI", "INCR a", "EXEC", "GET a")).toBe(
      "OK\nOK\nOK\nQUEUED\n\n1",
    );
    expect(await cli([], "RPUSH b 1", "WATCH a", "BLPOP b 1", "MULTI", "GET a", "EXEC")).toBe(
      "1\nOK\nb\n1\nOK\nQUEUED\n1",
    );
    expect(
      await cli(["-3"], "WATCH a", "CLIENT TRACKING ON", "SET a 1", "MULTI", "INCR a", "EXEC", "GET a"),
    ).toMatch(/^OK\nOK\nOK\nOK\nQUEUED\n\n1$/m);
    const spread = await cli([], "MULTI", "SET a 2", "SET b 2", "EXEC", "GET a");
    expect(spread.split("\n").filter((line) => line !== "")).toEqual([
      "OK",
      "QUEUED",
      "CROSSSLOT Keys in request don't hash to the same slot",
      "EXECABORT Transaction discarded because of previous errors.",
      "1",
    ]);
  });

  it.each([["SUBSCRIBE"], ["PSUBSCRIBE"], ["SSUBSCRIBE"]])("hears messages by %s", async (command) => {
    const lines: string[] = [];
    const onLine = async (line: string) => {
      lines.push(line);
      if (line === "1") await cli([command === "SSUBSCRIBE" ? "SPUBLISH" : "PUBLISH", "news", "hello"]);
      else if (line === "hello") await cli(["CLIENT", "KILL", "TYPE", "pubsub"]);
      return undefined;
    };
    const listening = run(path, ["-p", String(front.port), command, "news"], { onLine });
    await expect(listening).rejects.toThrow("Server closed the connection");
    expect(lines.at(-1)).toBe("hello");
  });

  it("is told what is not allowed, and why", async () => {
    const refused = {
      MONITOR: "every client",
      "DEBUG SLEEP 1": "others use",
      "REPLICAOF NO ONE": "business",
    };
    for (const [command, why] of Object.entries(refused)) {
      expect(await cli([], command)).toMatch(new RegExp(`^NOPERM this proxy does not allow .*${why}`));
    }
    expect(await cli([], "SELECT 1")).toContain("SELECT is not allowed in cluster mode");
  });

  it("loads many keys by --pipe, and finds them by --scan", async () => {
    const keys = Array.from({ length: 1000 }, (_, n) => `key:${n}`);
    expect(await cli(["--pipe"], ...keys.map((key) => `SET ${key} ${key}`))).toContain(
      "errors: 0, replies: 1000",
    );
    const found = (await cli(["--scan", "--pattern", "key:*"])).split("\n");
    expect(found.sort()).toEqual(keys.sort());
    expect(await cli(["--bigkeys"])).toMatch(/Sampled 1000 keys[\s\S]*1000 strings with/);
    expect(await cli(["--memkeys"])).toContain("Sampled 1000 keys");
  });

  it("runs scripts from files", async () => {
    const script = new URL("add.lua", import.meta.url).pathname;
    expect(await cli(["--eval", script, "a", ",", "5"])).toBe("5");
  });

  it("takes the proxy for one server, not for a cluster", async () => {
    const check = run(path, ["--cluster", "check", `127.0.0.1:${front.port}`]);
    await expect(check).rejects.toThrow("is not configured as a cluster node");
  });
});
