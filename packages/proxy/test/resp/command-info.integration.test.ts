import { commandTable } from "fairlead/internal";
import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toldOf } from "../../src/resp/command-info.ts";

describe("what a server tells of commands", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it("gives the keys that the table has, and refuses what a connection would remember", async () => {
    const table = [...commandTable().values()].filter(({ name }) => !name.includes(" "));
    const infos = (await server.command("COMMAND", "INFO", ...table.map(({ name }) => name))) as unknown[];
    const told = new Map(table.map(({ name }, at) => [name, toldOf(name, infos[at])]));
    const known = table.filter(({ name, spec }) => told.get(name) !== undefined && spec.slotArgument === -1);
    expect(known.length).toBeGreaterThan(150);
    for (const name of ["GET", "MSET", "EVAL", "XREAD", "ZUNIONSTORE", "LMPOP", "GEORADIUS"]) {
      const { keys, firstKey } = commandTable().get(name)?.spec ?? { keys: [], firstKey: -1 };
      expect({ name, ...told.get(name)?.spec }).toMatchObject({ name, keys, firstKey });
    }
    const refused = known.filter(({ name }) => told.get(name)?.refusal?.startsWith("its connections"));
    expect(refused.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["SELECT", "AUTH", "HELLO", "SUBSCRIBE", "WATCH", "MULTI", "RESET"]),
    );
    expect(
      refused.some(({ name }) => ["GET", "SET", "EVAL", "BLPOP", "DBSIZE", "FLUSHALL"].includes(name)),
    ).toBe(false);
  });
});
