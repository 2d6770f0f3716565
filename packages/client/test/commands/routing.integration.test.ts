import { isDeepStrictEqual } from "node:util";
import { startCluster, startServer } from "fairlead-harness";
import { ErrorReply } from "fairlead-resp";
import { describe, expect, test } from "vitest";
import { type Command, type CommandSpec, Flag } from "../../src/commands/command.ts";
import { keyPositions } from "../../src/commands/keys.ts";
import { decoderOf } from "../../src/commands/replies.ts";
import { commandTable } from "../../src/commands/table.ts";
import { slotOf } from "../../src/routes/slot.ts";
import { RawConnection } from "./raw-connection.ts";
import { sampleCalls } from "./sample-calls.ts";

/** What decides where a command goes. */
type Routing = Pick<CommandSpec, "request" | "response"> & {
  readonly readonly: boolean;
  readonly write: boolean;
  readonly blocking: boolean;
  readonly movablekeys: boolean;
};

/** A command as its server describes it. */
interface Described {
  readonly name: string;
  readonly flags: readonly string[];
  readonly tips: readonly string[];
}

/** What Redis 7.0 does not say yet, or says wrongly. Valkey 8.0 says it, and newer versions of Redis. */
const SAID_LATER: Readonly<Record<string, Partial<Routing>>> = {
  "ACL DELUSER": { request: "all_nodes", response: "all_succeeded" },
  "ACL SAVE": { request: "all_nodes", response: "all_succeeded" },
  "ACL SETUSER": { request: "all_nodes", response: "all_succeeded" },
  "CLIENT SETNAME": { request: "all_nodes", response: "all_succeeded" },
  "CONFIG RESETSTAT": { request: "all_nodes", response: "all_succeeded" },
  "CONFIG REWRITE": { request: "all_nodes", response: "all_succeeded" },
  // It gives a number.
  "LATENCY RESET": { response: "agg_sum" },
  // Split, it would no longer set all keys or none.
  MSETNX: { request: undefined, response: undefined },
  SCAN: { response: "special" },
  WAIT: { blocking: true },
};

/** Plain JavaScript, outside every package. */
const SCRIPTS = "../../../../scripts/commands";

/** Calls that a server doesn't know, or refuses before it looks for keys. */
const REFUSED: RegExp = /^ERR (?:unknown command|wrong number of arguments|When using MIGRATE KEYS)/;

/** A hash tag that brings all keys into one slot. */
const TAG = "t";

const KINDS = ["redis", "valkey"] as const;

describe.each(KINDS)("%s", (kind) => {
  test("a command's flags and policies are the server's, or overridden for a reason", async () => {
    await using server = await startServer({ kind });
    const { describe: describeCommands } = await import(`${SCRIPTS}/describe.mjs`);
    const { harmless, routing } = await import(`${SCRIPTS}/routing.mjs`);
    const described: Described[] = await describeCommands(
      (...words: string[]) => server.command(...words),
      decoderOf,
    );
    const wrong = described.filter((row) => {
      const { name } = row;
      const { why: _, slotArgument: __, ...overridden } = routing[name] ?? {};
      const expected = {
        ...saidOf(row),
        ...(kind === "redis" && SAID_LATER[name]),
        ...(harmless.has(name) && { readonly: true }),
        ...overridden,
      };
      return !isDeepStrictEqual(foundOf(commandTable().get(name)!.spec), expected);
    });
    console.log(`${kind}: ${wrong.length} of ${described.length} commands are routed wrongly`);
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(described.length).toBeGreaterThan(350);
  });

  test("every command's keys are where a node looks that doesn't own them", async () => {
    await using cluster = await startCluster({ kind, primaries: 3, replicas: 0 });
    const slot = slotOf(TAG);
    const { primary } = await cluster.shardOf(slot);
    const other = cluster.nodes.find((node) => node !== primary)!;
    await using connection = new RawConnection(other.server.port);
    const wrong: string[] = [];
    let asked = 0;
    for (const { spec, args } of keyedCalls()) {
      const reply = await connection.ask([...spec.name.split(" "), ...args]);
      const answer = reply instanceof ErrorReply ? reply.message : "it ran";
      if (REFUSED.test(answer)) continue;
      asked++;
      if (!answer.startsWith(`MOVED ${slot} `)) wrong.push(`${spec.name} ${args}: ${answer}`);
    }
    console.log(`${kind}: ${wrong.length} of ${asked} calls are routed to a wrong slot`);
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(1_000);
  });
});

function saidOf({ flags, tips }: Described): Routing {
  const policy = (kind: string): string | undefined =>
    tips.find((tip) => tip.startsWith(`${kind}:`))?.slice(kind.length + 1);
  return {
    request: policy("request_policy") as Routing["request"],
    response: policy("response_policy") as Routing["response"],
    readonly: flags.includes("readonly"),
    write: flags.includes("write"),
    blocking: flags.includes("blocking"),
    movablekeys: flags.includes("movablekeys"),
  };
}

function foundOf({ request, response, flags }: CommandSpec): Routing {
  return {
    request,
    response,
    readonly: (flags & Flag.READONLY) !== 0,
    write: (flags & Flag.WRITE) !== 0,
    blocking: (flags & Flag.BLOCKING) !== 0,
    movablekeys: (flags & Flag.MOVABLE_KEYS) !== 0,
  };
}

/** Made-up calls whose keys, those that we find, are all of one slot. */
function keyedCalls(): Command[] {
  return [...commandTable().values()]
    .filter((entry) => entry.notation !== undefined)
    .flatMap((entry) =>
      sampleCalls(entry.name, entry.grammar).flatMap((args) => {
        const keys = new Set(keyPositions({ spec: entry.spec, args }));
        if (keys.size === 0) return [];
        return [{ spec: entry.spec, args: args.map((arg, at) => (keys.has(at) ? `{${TAG}}${arg}` : arg)) }];
      }),
    );
}
