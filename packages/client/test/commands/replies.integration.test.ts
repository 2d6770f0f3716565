import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../src/commands/command.ts";
import { commands as c } from "../../src/commands/commands.ts";
import { RawConnection } from "./raw-connection.ts";
import { REPLIES, SETUP } from "./reply-cases.ts";

describe.each(["redis", "valkey"] as const)("%s", (kind) => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({ kind });
    await using connection = new RawConnection(server.port);
    for (const command of SETUP) await connection.send(command);
  });
  afterAll(() => server.close());

  test.each([2, 3])("gives each reply its documented shape over RESP%i", async (protocol) => {
    await using connection = new RawConnection(server.port);
    await connection.ask(["HELLO", protocol]);
    for (const [command, expected] of REPLIES) {
      expect(await connection.send(command), `${command.spec.name} ${command.args}`).toEqual(expected);
    }
  });

  test.each([2, 3])("gives what was popped its documented shape over RESP%i", async (protocol) => {
    await using connection = new RawConnection(server.port);
    await connection.ask(["HELLO", protocol]);
    const send = (command: Command): Promise<unknown> => connection.send(command);
    await send(c.zadd("popped", { a: 1, b: 2, c: 3, d: 4, e: 5 }));
    expect(await send(c.zpopmin("popped"))).toEqual(["a", 1]);
    expect(await send(c.zpopmax("popped", { count: 1 }))).toEqual([["e", 5]]);
    expect(await send(c.zmpop(["popped"], "min", { count: 1 }))).toEqual(["popped", [["b", 2]]]);
    expect(await send(c.bzpopmax("popped", 1))).toEqual(["popped", "d", 4]);
    expect(await send(c.bzmpop(1, "popped", "max"))).toEqual(["popped", [["c", 3]]]);
  });
});

test("the rank of a member comes with its score from Valkey", async () => {
  await using server = await startServer({ kind: "valkey" });
  for (const protocol of [2, 3]) {
    await using connection = new RawConnection(server.port);
    await connection.ask(["HELLO", protocol]);
    await connection.send(c.zadd("zset", { m: 1.5 }));
    expect(await connection.send(c.zrank("zset", "m", { withscore: true }))).toEqual([0, 1.5]);
  }
});
