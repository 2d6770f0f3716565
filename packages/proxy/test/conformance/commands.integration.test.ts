import { tryServer } from "fairlead-harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Row, Rows } from "../../src/resp/row.ts";
import { Bench, KEY } from "./bench.ts";
import { ERRORS } from "./examples.ts";
import type { FrameClient } from "./frame-client.ts";
import { elementsOf } from "./frames.ts";
import type { ServerCommand } from "./server-commands.ts";

/** Local commands that need an answer of the servers, or that the proxy sends them for itself now and then. */
const ASKED_ANYWAY: ReadonlySet<string> = new Set([
  "INFO",
  "PING",
  "HELLO",
  "CLUSTER SLOTS",
  "CLUSTER NODES",
]);
const ROWS = new Rows(new Set(), new Set());

for (const kind of ["redis", "valkey"] as const) {
  const found = await tryServer(kind);
  if (found.server === undefined) console.warn(`skipped for ${kind}: ${found.reason}`);
  describe.skipIf(found.server === undefined)(`every command of ${kind} through the proxy`, () => {
    let bench: Bench;

    beforeAll(async () => {
      bench = await Bench.start(kind);
    });
    afterAll(() => bench.close());

    it("has a row", () => {
      expect(bench.commands.length).toBeGreaterThan(350);
      expect(bench.commands.filter(({ name }) => ROWS.named(name) === undefined)).toEqual([]);
    });

    it("is treated as its row says", async () => {
      const wrong: string[] = [];
      for (const { name } of bench.commands) {
        const problem = await problemWith(ROWS.named(name)!, bench);
        if (problem !== undefined) wrong.push(`${name}: ${problem}`);
      }
      expect(wrong).toEqual([]);
    });

    it("holds up nobody else while it blocks, and is ended by CLIENT UNBLOCK", async () => {
      const borrowing = bench.commands.map(({ name }) => ROWS.named(name)!).filter(blocks);
      expect(borrowing.length).toBeGreaterThanOrEqual(10);
      for (const { name } of borrowing) {
        await bench.empty();
        const [blocked, other] = [await bench.client(), await bench.client()];
        const id = String(await blocked.ask("CLIENT", "ID")).slice(1, -2);
        const reply = blocked.ask(...(await bench.exampleOf(name)));
        await bench.waitForBlocked();
        expect(String(await other.ask("GET", KEY)), name).toBe("$-1\r\n");
        expect(String(await other.ask("CLIENT", "UNBLOCK", id)), name).toBe(":1\r\n");
        expect(String(await reply), name).toMatch(/^[*$]-1\r\n$/);
        blocked.close();
        other.close();
      }
    });

    it("is scanned through all primaries, whichever session goes on", async () => {
      await bench.empty();
      const keys = Array.from({ length: 100 }, (_, at) => `key:${at}`);
      const writer = await bench.client();
      for (const key of keys) await writer.ask("SET", key, "x");
      keys.push("{tag}x");
      const found = new Set<string>();
      let cursor = "0";
      do {
        const client = await bench.client();
        const [next, page] = elementsOf(await client.ask("SCAN", cursor, "COUNT", "7"))!;
        cursor = textOf(next!);
        for (const key of elementsOf(page!)!) found.add(textOf(key));
        client.close();
      } while (cursor !== "0");
      writer.close();
      expect(found).toEqual(new Set(keys));
    });

    it("complains of too few and too many arguments in the server's words", async () => {
      const wrong: string[] = [];
      for (const command of bench.commands) {
        for (const args of wronglyMany(command)) {
          const [ours, theirs] = await bench.answers(args);
          if (!ours.equals(theirs)) wrong.push(`${args.join(" ")}: ${ours} in place of ${theirs}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    it("is refused in the server's words where only others have it", async () => {
      const known = new Set(bench.commands.map(({ name }) => name));
      const others = [...ROWS.all].filter(
        ({ name, treatment }) => !known.has(name) && treatment === "forward",
      );
      expect(others.length).toBeGreaterThan(0);
      for (const { name } of others) {
        const [ours, theirs] = await bench.answers([...name.split(" "), "x", "y"]);
        expect(ours.toString()).toBe(theirs.toString());
      }
    });
  });
}

/** A command with too few arguments, each number of them, and with too many, as far as there is such a thing. */
function wronglyMany({ name, arity }: ServerCommand): string[][] {
  if (ROWS.named(name)?.treatment === "refuse") return [];
  const words = name.split(" ");
  const least = Math.abs(arity);
  const few = Array.from({ length: Math.max(least - words.length, 0) }, (_, more) => [
    ...words,
    ...new Array<string>(more).fill("x"),
  ]);
  const many = arity > 0 ? [[...words, ...new Array<string>(least - words.length + 1).fill("x")]] : [];
  return [...few, ...many];
}

/** What of a row isn't so; undefined if everything is. */
async function problemWith(row: Row, bench: Bench): Promise<string | undefined> {
  await bench.seed(row.name);
  const args = await bench.exampleOf(row.name);
  const before = await bench.calls(row.name);
  const client = await bench.client();
  const reply = String(await perform(client, row, args));
  const calls = (await bench.calls(row.name)).map((count, at) => count - before[at]!);
  client.close();
  if (!isExpected(row, reply)) return `answered ${JSON.stringify(reply)}`;
  return isAsked(row, calls, bench)
    ? undefined
    : `went ${calls.join(" ")} times to the nodes, primaries first`;
}

/** Sends a command where it makes sense, and gives its reply. */
async function perform(client: FrameClient, { name }: Row, args: readonly Buffer[]): Promise<Buffer> {
  if (name === "EXEC" || name === "DISCARD") {
    await client.ask("MULTI");
    await client.ask("GET", KEY);
  } else if (name === "UNWATCH") await client.ask("WATCH", KEY);
  else if (name.includes("UNSUB")) await client.ask(name.replace("UN", ""), KEY);
  return client.ask(...args);
}

function isExpected({ name, treatment, reason }: Row, reply: string): boolean {
  if (treatment === "refuse") {
    return reply === `-NOPERM this proxy does not allow '${name.toLowerCase()}': ${reason}\r\n`;
  }
  const errors = ERRORS[name];
  if (errors !== undefined) return errors.split("|").some((error) => reply.startsWith(error));
  return !reply.startsWith("-") && !reply.startsWith("(");
}

function hasKey({ keys }: Row["spec"]): boolean {
  return keys.length > 0;
}

/** Whether the server may hold its reply back until something is written. */
function blocks({ name, treatment }: Row): boolean {
  return treatment === "borrow" && !name.startsWith("WAIT");
}

/** What a bulk string holds. */
function textOf(frame: Buffer): string {
  return frame.toString("latin1", frame.indexOf("\n") + 1, frame.length - 2);
}

/** Whether as many nodes have been asked as the row says. */
function isAsked({ name, treatment, spec }: Row, calls: readonly number[], bench: Bench): boolean {
  const primaries = calls.slice(0, 3);
  const total = primaries.reduce((sum, count) => sum + count, 0);
  switch (treatment) {
    case "forward":
      return total === 1 && (!hasKey(spec) || calls[bench.home] === 1);
    case "borrow":
      return name.startsWith("WAIT") ? primaries.every((count) => count === 1) : calls[bench.home] === 1;
    case "watch":
      return total === 1 && calls[bench.home] === 1;
    case "split":
      return primaries.every((count) => count >= 1);
    case "fan-out":
      return (spec.request === "all_nodes" ? calls : primaries).every((count) => count >= 1);
    case "scan":
      return total === 1;
    case "transaction":
      return total === (name === "EXEC" ? 1 : 0);
    case "subscribe":
      return name.includes("UNSUB") || total === 1;
    case "local":
    case "monitor":
      return total === 0 || ASKED_ANYWAY.has(name);
    case "ask": // none of the table's
    case "refuse":
      return total === 0;
  }
}
