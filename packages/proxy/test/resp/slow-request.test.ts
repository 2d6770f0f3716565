import { requestOf } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { Rows, unknownRow } from "../../src/resp/row.ts";
import { shownArguments, slowRequest } from "../../src/resp/slow-request.ts";

const ROWS = new Rows(new Set(), new Set());
const REST = { id: 0, at: 0, micros: 1, listener: "main", session: 1, address: "", name: "" };

function shown(words: readonly string[], name: string, key?: string): string[] {
  const row = ROWS.named(name) ?? unknownRow(name, "forward");
  const told = slowRequest(
    { row, request: requestOf(words) },
    key === undefined ? undefined : Buffer.from(key),
  );
  return shownArguments({ ...REST, ...told }).map(String);
}

describe("a slow request", () => {
  it("is told of by its name, and how many arguments it had", () => {
    expect(shown(["set", "k", "secret"], "SET")).toEqual(["SET", "... (2 more arguments)"]);
    expect(shown(["config", "get", "x"], "CONFIG GET")).toEqual(["CONFIG", "GET", "... (1 more arguments)"]);
    expect(shown(["PING"], "PING")).toEqual(["PING"]);
  });

  it("has its key, where keys are shown, and no more of it than the servers show", () => {
    expect(shown(["set", "k", "secret"], "SET", "k")).toEqual(["SET", "k", "... (1 more arguments)"]);
    const long = "k".repeat(200);
    expect(shown(["get", long], "GET", long)).toEqual(["GET", `${"k".repeat(128)}... (72 more bytes)`]);
  });

  it("is not told of by a name that no server knows: it may be a password", () => {
    expect(shown(["opensesame", "now"], "OPENSESAME")).toEqual(["UNKNOWN", "... (1 more arguments)"]);
  });
});
