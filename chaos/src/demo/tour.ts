import { ok, deepStrictEqual as same } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type Client, commands, routes } from "fairlead";
import { grouped } from "../report/numbers.ts";

/** Something a client or a cache can do, shown and checked. */
export interface Exhibit<T = Client> {
  readonly title: string;
  /** Does it, and tells in a few words what came out. Rejects if that is not what it should be. */
  readonly show: (subject: T) => Promise<string>;
}

/** What came of showing one exhibit. */
export interface Shown {
  readonly title: string;
  readonly text: string;
  readonly isRight: boolean;
}

/** Shows an exhibit. Never rejects. */
export async function show<T>({ title, show }: Exhibit<T>, subject: T): Promise<Shown> {
  try {
    return { title, text: await show(subject), isRight: true };
  } catch (error) {
    return { title, text: error instanceof Error ? error.message : String(error), isRight: false };
  }
}

const KEYS = 1_000;
const PIPELINED = 500;
const BYTES = 100_000;
const MESSAGES = 100;
const RIVALS = 10;

/** Typed commands of every kind, and what goes over several shards. Every key begins with `tour:`. */
export const TOUR: readonly Exhibit[] = [
  {
    title: "strings",
    async show(client) {
      same(await client.set("tour:s", "knot", { ex: 60 }), "OK");
      same(await client.append("tour:s", "s"), 5);
      same(await client.get("tour:s"), "knots");
      const left = await client.pttl("tour:s");
      ok(left > 0 && left <= 60_000);
      return `SET with expiry, APPEND, GET, PTTL: ${grouped(left)} ms left`;
    },
  },
  {
    title: "counters",
    async show(client) {
      await client.del("tour:c");
      const counts = await Promise.all(Array.from({ length: 100 }, () => client.incr("tour:c")));
      same(
        counts,
        [...counts.keys()].map((n) => n + 1),
      );
      return `${counts.length} INCR at once counted 1 to ${counts.at(-1)}, in order`;
    },
  },
  {
    title: "hashes",
    async show(client) {
      const boat = { name: "Halcyon", berth: "7" };
      await client.hset("tour:h", boat);
      same({ ...(await client.hgetall("tour:h")) }, boat);
      return `HSET, HGETALL: ${JSON.stringify(boat)}`;
    },
  },
  {
    title: "lists, sets",
    async show(client) {
      await client.del(["tour:l", "tour:set"]);
      await client.rpush("tour:l", ["port", "starboard"]);
      same(await client.lrange("tour:l", 0, -1), ["port", "starboard"]);
      await client.sadd("tour:set", ["bow", "stern", "bow"]);
      same((await client.smembers("tour:set")).sort(), ["bow", "stern"]);
      return "RPUSH, LRANGE, SADD, SMEMBERS";
    },
  },
  {
    title: "sorted sets",
    async show(client) {
      await client.zadd("tour:z", { gale: 8, breeze: 3.5, storm: 10 });
      const ranked = await client.zrange("tour:z", 0, -1, { withscores: true });
      same(ranked, [
        ["breeze", 3.5],
        ["gale", 8],
        ["storm", 10],
      ]);
      return `ZADD, ZRANGE with scores: ${ranked.map(([member, score]) => `${member} ${score}`).join(", ")}`;
    },
  },
  {
    title: "streams",
    async show(client) {
      await client.del("tour:x");
      const ids = [
        await client.xadd("tour:x", "*", { sail: "up" }),
        await client.xadd("tour:x", "*", { sail: "down" }),
      ];
      const entries = await client.xrange("tour:x", "-", "+");
      same(
        entries.map(({ id }) => id),
        ids,
      );
      return `XADD, XRANGE: ${entries.length} entries in order`;
    },
  },
  {
    title: "many keys",
    async show(client) {
      const keys = Array.from({ length: KEYS }, (_, n) => `tour:m:${n}`);
      same(await client.mset(keys.map((key, n) => [key, `v${n}`])), "OK");
      same(
        await client.mget(keys),
        [...keys.keys()].map((n) => `v${n}`),
      );
      same(await client.del(keys), KEYS);
      return `MSET, MGET, DEL of ${grouped(KEYS)} keys over all shards, each in one call, replies in order`;
    },
  },
  {
    title: "pipelines",
    async show(client) {
      const list = Array.from({ length: PIPELINED }, (_, n) => [
        commands.set(`tour:p:${n}`, n),
        commands.get(`tour:p:${n}`),
      ]).flat();
      const replies: readonly unknown[] = await client.pipeline(list);
      same(replies, Array.from({ length: PIPELINED }, (_, n) => ["OK", String(n)]).flat());
      return `${grouped(list.length)} commands for all shards in one pipeline, replies in order`;
    },
  },
  {
    title: "routes",
    async show(client) {
      const answers = await client.ping({ route: routes.allNodes });
      const keys = await client.dbsize({ route: routes.allPrimaries });
      same(answers, "PONG");
      return `PING to every node, DBSIZE of all primaries added up: ${grouped(keys)} keys`;
    },
  },
  {
    title: "transactions",
    async show(client) {
      await client.set("tour:t", 0);
      const add = (): Promise<unknown> =>
        client.transaction(async (tx) => {
          await tx.watch("tour:t");
          const next = Number(await tx.get("tour:t")) + 1;
          await tx.exec([commands.set("tour:t", next)]);
        });
      await Promise.all(Array.from({ length: RIVALS }, add));
      same(await client.get("tour:t"), String(RIVALS));
      return `${RIVALS} at once, each WATCH, GET, SET: none came between another's`;
    },
  },
  {
    title: "sessions",
    async show(client) {
      await using session = client.session();
      await session.watch("tour:w");
      await client.set("tour:w", "changed by another");
      await session.multi();
      void session.set("tour:w", "mine");
      same(await session.exec(), null);
      return "WATCH, MULTI, EXEC on a connection of its own: null, as another had changed the key";
    },
  },
  {
    title: "scans",
    async show(client) {
      const keys = Array.from({ length: KEYS }, (_, n) => `tour:scan:${n}`);
      await client.mset(keys.map((key) => [key, "v"]));
      const seen = new Set<string>();
      for await (const key of client.scan({ match: "tour:scan:*" })) seen.add(key);
      same(seen.size, KEYS);
      await client.del(keys);
      return `one loop over the whole cluster found all ${grouped(KEYS)} keys`;
    },
  },
  {
    title: "bytes",
    async show(client) {
      const bytes = randomBytes(BYTES);
      await client.set("tour:b", bytes);
      const back = await client.get("tour:b", { reply: "bytes" });
      ok(back !== null && bytes.equals(back));
      return `${grouped(BYTES)} random bytes came back as they were`;
    },
  },
  {
    title: "pub/sub",
    async show(client) {
      await using subscription = client.subscribe("tour:news");
      await subscription.ready;
      const sent = Array.from({ length: MESSAGES }, (_, n) => `m${n}`);
      await Promise.all(sent.map((message) => client.publish("tour:news", message)));
      const heard: string[] = [];
      for await (const item of subscription) {
        ok(item.kind === "message");
        heard.push(item.payload);
        if (heard.length === MESSAGES) break;
      }
      // Published at several nodes, so in no order.
      same(heard.sort(), sent.sort());
      return `${MESSAGES} messages published, each heard once`;
    },
  },
];
