import { type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseGrammar } from "../../src/commands/grammar.ts";
import { methodName } from "../../src/commands/install.ts";
import { isCombined } from "../../src/commands/policies.ts";
import { decoderOf } from "../../src/commands/replies.ts";

let servers: Server[] = [];
beforeAll(async () => {
  servers = [await startServer({ kind: "redis" }), await startServer({ kind: "valkey" })];
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

test("the generated files are what the servers say", async () => {
  // Plain JavaScript, outside every package.
  const path = "../../../../scripts/commands/generate.mjs";
  const { drift, generate } = await import(path);
  const commands = servers.map(
    (server) =>
      (...words: string[]) =>
        server.command(...words),
  );
  expect(drift(await generate(commands, { decoderOf, isCombined, methodName, parseGrammar }))).toEqual([]);
});
