import { isDeepStrictEqual } from "node:util";
import { type Cluster, startCluster, startServer, until } from "fairlead-harness";
import { ErrorReply } from "fairlead-resp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Command, type CommandSpec, Flag } from "../../src/commands/command.ts";
import { keyPositions } from "../../src/commands/keys.ts";
import { decoderOf } from "../../src/commands/replies.ts";
import { commandTable } from "../../src/commands/table.ts";
import { type Client, connect } from "../../src/index.ts";
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

  let cluster: Cluster;
  let client: Client;
  beforeAll(async () => {
    cluster = await startCluster({ kind, primaries: 3, replicas: 0 });
    client = await connect(cluster.url);
  });
  afterAll(async () => {
    await client?.close();
    await cluster?.close();
  });

  test("every command's keys are where a node looks that doesn't own them", async () => {
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

  test("a command that names a slot goes to the slot's primary", async () => {
    for (const key of ["a", "b", "c", "d"]) {
      await client.set(key, "v");
      expect(await client.clusterCountkeysinslot(slotOf(key))).toBe(1);
      expect(await client.clusterGetkeysinslot(slotOf(key), 10)).toEqual([key]);
    }
    await expect(client.clusterCountkeysinslot(16_384)).rejects.toThrow(/slot/i);
  });

  test("a random key is found whichever shard has keys, and all of them have their turn", async () => {
    await client.flushall();
    expect(await client.randomkey()).toBeNull();
    await client.set("a", "v");
    for (let i = 0; i < 5; i++) expect(await client.randomkey()).toBe("a");
    await client.set("b", "v");
    const found = new Set<string | null>();
    await until(async () => found.add(await client.randomkey()).size === 2, { what: "both keys" });
  });

  test("subscribers of all nodes are counted together", async () => {
    const [first, second] = cluster.nodes.map((node) => new RawConnection(node.server.port));
    await using one = first!;
    await using other = second!;
    await one.ask(["SUBSCRIBE", "news"]);
    await other.ask(["SUBSCRIBE", "news"]);
    await other.ask(["SUBSCRIBE", "sport"]);
    await other.ask(["PSUBSCRIBE", "*"]);
    expect((await client.pubsubChannels()).sort()).toEqual(["news", "sport"]);
    expect(await client.pubsubNumsub(["news", "sport", "none"])).toEqual({ news: 2, sport: 1, none: 0 });
    expect((await client.pubsubNumsub("news", { reply: "bytes" })).size).toBe(1);
    expect(await client.pubsubNumpat()).toBe(1);
  });

  test("a cluster is saved when its last shard is", async () => {
    expect(await client.save()).toBe("OK");
    const times = await Promise.all(cluster.nodes.map((node) => node.command("LASTSAVE")));
    expect(await client.lastsave()).toBe(Math.min(...times.map(Number)));
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
