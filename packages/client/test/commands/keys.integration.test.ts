import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyPositions } from "../../src/commands/keys.ts";
import { parseCommand } from "../../src/commands/lookup.ts";
import { commandTable } from "../../src/commands/table.ts";
import { sampleCalls } from "./sample-calls.ts";

/** Calls of commands without a method, and calls that lay traps. */
const MORE_CALLS: readonly (readonly string[])[] = [
  ["WATCH", "a", "b"],
  ["RESTORE-ASKING", "a", "0", "v"],
  ["PFDEBUG", "GETREG", "a"],
  ["EVAL", "s", "0", "a"],
  ["SORT", "a", "BY", "store", "STORE", "d"],
  ["SORT", "a", "GET", "store", "LIMIT", "0", "1", "STORE", "d", "STORE", "e"],
  ["SORT", "a"],
  ["SORT_RO", "a", "BY", "w_*", "GET", "x"],
  ["MIGRATE", "h", "1", "a", "0", "5"],
  ["MIGRATE", "h", "1", "a", "0", "5", "COPY", "AUTH", "keys"],
  ["MIGRATE", "h", "1", "", "0", "5", "AUTH", "KEYS", "KEYS", "a", "b"],
  ["MIGRATE", "h", "1", "", "0", "5", "auth2", "keys", "keys", "keys", "a"],
  ["GEORADIUS", "a", "1", "2", "3", "m", "STORE", "d"],
  ["GEORADIUS", "a", "1", "2", "3", "m", "ASC", "storedist", "d"],
  ["XREAD", "BLOCK", "0", "streams", "a", "b", "0", "0"],
  ["XREADGROUP", "GROUP", "STREAMS", "STREAMS", "STREAMS", "a", ">"],
  ["XREADGROUP", "GROUP", "g", "streams", "COUNT", "1", "STREAMS", "a", "b", ">", ">"],
  ["XREADGROUP", "COUNT", "1", "GROUP", "g", "c", "STREAMS", "a", ">"],
  ["XREAD", "STREAMS", "streams", "0"],
  ["XREAD", "STREAMS", "block", "0"],
  ["LCS", "a", "b", "LEN"],
  ["OBJECT", "FREQ", "a"],
];

/** Their channels have a slot, but the server does not call them keys. */
const SHARD_CHANNELS: ReadonlySet<string> = new Set(["SPUBLISH", "SSUBSCRIBE", "SUNSUBSCRIBE"]);

const KINDS = ["redis", "valkey"] as const;

describe.each(KINDS)("%s", (kind) => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({ kind });
  });
  afterAll(() => server.close());

  /** Undefined if the server doesn't know the command, or refuses the call. */
  async function askServer(words: readonly string[]): Promise<string[] | undefined> {
    try {
      return (await server.command("COMMAND", "GETKEYS", ...words)) as string[];
    } catch (error) {
      const { message } = error as Error;
      // Redis 7.0 takes no command without arguments here.
      if (/no key arguments|wrong number of arguments for 'command\|getkeys'/.test(message)) return [];
      if (/Invalid (?:command|arguments|number of arguments)/.test(message)) return undefined;
      throw new Error(words.join(" "), { cause: error });
    }
  }

  test("the keys of each command are those that the server finds", async () => {
    const calls = [...commandTable().values()].flatMap((entry) =>
      entry.notation === undefined
        ? []
        : sampleCalls(entry.name, entry.grammar).map((args) => [
            ...entry.name.split(" "),
            ...args.map(String),
          ]),
    );
    let compared = 0;
    for (const words of [...calls, ...MORE_CALLS]) {
      const expected = await askServer(words);
      if (expected === undefined || SHARD_CHANNELS.has(words[0]!)) continue;
      compared++;
      const command = parseCommand(words);
      const found = keyPositions(command).map((position) => command.args[position]);
      expect(found.sort(), words.join(" ")).toEqual(expected.sort());
    }
    expect(compared).toBeGreaterThan(1_700);
  });
});
