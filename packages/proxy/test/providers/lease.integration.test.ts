import {
  block,
  bytes,
  cutAfter,
  farewell,
  library,
  startFakeNntp,
  textArticle,
  until,
} from "fairlead-harness";
import { describe, expect, it } from "vitest";
import type { Lease, LeaseRequest } from "../../src/providers/ask.ts";
import type { News } from "../../src/providers/news.ts";
import type { Trouble } from "../../src/providers/trouble.ts";
import { asked, providerConfig, request, serverThatSays, startNews, Told } from "../support/news.ts";

const ARTICLES = [1, 2, 3].map((seed) => textArticle({ seed }));

function take(news: News, wanted: Partial<LeaseRequest> = {}): { lease: Lease; losses: Trouble[] } {
  const losses: Trouble[] = [];
  return { lease: news.lease({ onLost: (why) => losses.push(why), ...wanted }), losses };
}

function say(lease: Lease, line: string): Told {
  const told = new Told();
  lease.exchange(request(line), told);
  return told;
}

describe("a lease", () => {
  it("answers what is asked before it has a connection, in order, on one connection", async () => {
    await using server = await startFakeNntp(
      library({ groups: ["test.harness"], articles: ARTICLES }).handler,
    );
    await using news = await startNews([providerConfig(server, { name: "lib" })]);
    const { lease, losses } = take(news);
    expect(lease.provider).toBeUndefined();
    const tolds = ["GROUP test.harness", "NEXT", "STAT", "OVER 1-2"].map((line) => say(lease, line));
    expect(await Promise.all(tolds.map(({ ended }) => ended))).toEqual(Array(4).fill("reply"));
    expect(tolds.map(({ status }) => status)).toEqual([211, 223, 223, 224]);
    expect(tolds[2]?.text).toBe(`223 2 ${ARTICLES[1]?.messageId}\r\n`);
    expect(lease.provider).toBe("lib");
    expect(new Set(server.requests.map(({ connection }) => connection.id)).size).toBe(1);
    lease.release(true);
    expect(news.figures().providers[0]).toMatchObject({ open: 1, inUse: 0, pinned: 0 });
    expect(losses).toEqual([]);
  });

  it("may be had of one provider only, or of any but some", async () => {
    await using one = await serverThatSays("211 1");
    await using other = await serverThatSays("211 2");
    await using news = await startNews([
      providerConfig(one, { name: "one" }),
      providerConfig(other, { name: "other", tier: 1 }),
    ]);
    for (const wanted of [{ provider: "other" }, { except: new Set(["one"]) }]) {
      const { lease } = take(news, wanted);
      const told = say(lease, "GROUP a");
      await told.ended;
      expect(told.text).toBe("211 2\r\n");
      lease.release(true);
    }
    const { losses } = take(news, { provider: "nobody" });
    await until(() => losses.length === 1, { what: "the loss" });
  });

  it("goes to another provider as long as nobody has replied", async () => {
    await using one = await serverThatSays(farewell("400 later"));
    await using other = await serverThatSays("211 2");
    await using news = await startNews([providerConfig(one), providerConfig(other, { tier: 1 })]);
    const { lease, losses } = take(news);
    const tolds = [say(lease, "GROUP a"), say(lease, "GROUP b")];
    await Promise.all(tolds.map(({ ended }) => ended));
    expect(tolds.map(({ text }) => text)).toEqual(["211 2\r\n", "211 2\r\n"]);
    expect(losses).toEqual([]);
  });

  it("goes on when the connection that it was given had died", async () => {
    await using server = await serverThatSays("223 0 <x>");
    await using news = await startNews([providerConfig(server)]);
    await asked(news, "STAT <1@test>");
    const [first] = server.allConnections;
    server.handler = ({ connection }) => (connection === first ? farewell(bytes("")) : "211 1");
    const { lease, losses } = take(news);
    expect(await say(lease, "GROUP a").ended).toBe("reply");
    expect(losses).toEqual([]);
  });

  it.each([
    ["is closed", farewell(bytes("")), "unavailable"],
    ["is told 400", "400 enough", "unavailable"],
    ["is told 480", "480 who are you", "unavailable"],
    ["gets garbage", bytes("what\r\n"), "unavailable"],
    ["is cut off in a reply", cutAfter(15, block("224 list", ["1\ta", "2\tb", "3\tc"])), "broken"],
  ])("is lost once when it %s, and what waits is told", async (_what, reply, ending) => {
    await using server = await serverThatSays(({ verb }) => (verb === "GROUP" ? "211 1" : reply));
    await using news = await startNews([providerConfig(server)]);
    const { lease, losses } = take(news);
    const tolds = [say(lease, "GROUP a"), say(lease, "OVER 1-3"), say(lease, "NEXT")];
    expect(await Promise.all(tolds.map(({ ended }) => ended))).toEqual(["reply", ending, "unavailable"]);
    expect(losses.length).toBe(1);
    expect(await say(lease, "NEXT").ended).toBe("unavailable");
    lease.release(false);
    expect(losses.length).toBe(1);
    expect(news.figures().providers[0]).toMatchObject({ pinned: 0, inUse: 0 });
  });

  it("is lost when its connection ends while nothing is asked", async () => {
    await using server = await serverThatSays("211 1");
    await using news = await startNews([providerConfig(server)]);
    const { lease, losses } = take(news);
    await say(lease, "GROUP a").ended;
    server.allConnections[0]?.reset();
    await until(() => losses.length === 1, { what: "the loss" });
    expect(news.figures().providers[0]).toMatchObject({ state: "up", pinned: 0 });
  });

  it("is lost when its connection ends instead of a reply, which is no failure of its provider", async () => {
    await using server = await serverThatSays(({ verb }) =>
      verb === "GROUP" ? "211 1 1 1 g" : farewell(bytes("")),
    );
    await using news = await startNews([providerConfig(server)]);
    const { lease, losses } = take(news);
    const [first, second] = [say(lease, "GROUP g"), say(lease, "NEXT")];
    expect([await first.ended, await second.ended]).toEqual(["reply", "unavailable"]);
    expect(losses).toMatchObject([{ kind: "closed" }]);
    expect(news.figures().providers).toMatchObject([{ failures: 0, state: "up" }]);
  });

  it("is lost when no connection is free in time", async () => {
    await using server = await serverThatSays("211 1");
    await using news = await startNews([providerConfig(server, { maxConnections: 2, maxPinned: 1 })]);
    const first = take(news);
    const second = take(news, { timeoutMs: 50 });
    const told = say(second.lease, "GROUP a");
    expect(await told.ended).toBe("unavailable");
    expect(second.losses.map(({ kind }) => kind)).toEqual(["crowded"]);
    first.lease.release(true);
  });

  it("that is released with something under way ends its connection, and nobody is told", async () => {
    await using server = await serverThatSays(undefined);
    await using news = await startNews([providerConfig(server)]);
    const { lease, losses } = take(news);
    const told = say(lease, "GROUP a");
    await until(() => server.requests.some(({ verb }) => verb === "GROUP"), { what: "the request" });
    lease.release(true);
    await until(() => server.connections.size === 0, { what: "the connection to be gone" });
    expect([told.text, losses]).toEqual(["", []]);
  });

  it("that is released before it has a connection takes none", async () => {
    await using server = await serverThatSays("211 1");
    await using news = await startNews([providerConfig(server)]);
    const { lease, losses } = take(news);
    lease.release(true);
    expect(await asked(news, "STAT <1@test>")).toBe("211 1\r\n");
    expect(news.figures().providers[0]).toMatchObject({ pinned: 0, waiting: 0, inUse: 0 });
    expect(losses).toEqual([]);
  });

  it("is lost when the proxy closes", async () => {
    await using server = await serverThatSays("211 1");
    const news = await startNews([providerConfig(server)]);
    const { lease, losses } = take(news);
    await say(lease, "GROUP a").ended;
    await news.close({ timeoutMs: 10 });
    expect(losses.map(({ kind }) => kind)).toEqual(["ended"]);
  });
});
