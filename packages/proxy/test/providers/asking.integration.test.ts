import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { block, bytes, cutAfter, farewell, type NntpReply, reaper, until } from "fairlead-harness";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { Journal } from "../../src/observe/journal.ts";
import { ask, asked, providerConfig, serverThatSays, startNews } from "../support/news.ts";

const ID = "<1@test>";
const ARTICLE = block(`220 0 ${ID}`, ["Subject: x", "", "..a line", "another"]);
const TEXT = ARTICLE.bytes.toString("latin1");

describe("a request by message-id", () => {
  it.each<[string, NntpReply]>([
    ["has not got it", "430 no"],
    ["took it down", "451 no"],
    ["is to be left alone", "400 later"],
    ["forgets the login", "480 who are you"],
    ["says the account is used up", "502 quota"],
    ["has an internal fault", "403 oops"],
    ["does not know the command", "500 what"],
    ["speaks of a group", "412 no group"],
    ["sends garbage", bytes("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["sends an endless line", bytes("2".repeat(5_000))],
    ["closes before a status", farewell(bytes(""))],
    ["closes within the status line", cutAfter(6, ARTICLE)],
    ["resets", cutAfter(2, ARTICLE, "reset")],
    ["is silent", undefined],
  ])("goes to the next provider, of the next tier too, when one %s", async (_what, reply) => {
    await using first = await serverThatSays(reply);
    await using second = await serverThatSays(ARTICLE);
    for (const tier of [0, 1]) {
      await using news = await startNews([
        providerConfig(first, { replyTimeoutMs: 100 }),
        providerConfig(second, { tier }),
      ]);
      expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
      expect(first.requests.some(({ verb }) => verb === "ARTICLE")).toBe(true);
    }
  });

  it("is missed when nobody has it, and then without asking anybody", async () => {
    await using first = await serverThatSays("430 no");
    await using second = await serverThatSays("430 no");
    await using news = await startNews([providerConfig(first), providerConfig(second, { tier: 1 })]);
    expect(await asked(news, `BODY ${ID}`)).toBe("missed");
    expect(await asked(news, `HEAD ${ID}`)).toBe("missed");
    const questions = [...first.requests, ...second.requests].filter(({ line }) => line.includes(ID));
    expect(questions.map(({ verb }) => verb)).toEqual(["BODY", "BODY"]);
    expect(news.figures()).toMatchObject({ facts: 1, providers: [{ misses: 1 }, { misses: 1 }] });
  });

  it("is unavailable, not missed, when one that may have it can't be asked", async () => {
    await using first = await serverThatSays("430 no");
    const gone = await serverThatSays(ARTICLE);
    await gone.close();
    await using news = await startNews([providerConfig(first), providerConfig(gone)]);
    expect(await asked(news, `BODY ${ID}`)).toBe("unavailable");
  });

  it("is unavailable when the last that may have it has an internal fault", async () => {
    await using first = await serverThatSays("430 no");
    await using second = await serverThatSays("403 fault");
    await using news = await startNews([providerConfig(first), providerConfig(second)]);
    expect(await asked(news, `BODY ${ID}`)).toBe("unavailable");
  });

  it("gets the refusal of the only provider", async () => {
    await using server = await serverThatSays("503 not here");
    await using news = await startNews([providerConfig(server)]);
    expect(await asked(news, `OVER ${ID}`)).toBe("503 not here\r\n");
    expect(await asked(news, "NEWNEWS * 20260101 000000")).toBe("503 not here\r\n");
  });

  it("passes over a tier that is out", async () => {
    const gone = await serverThatSays(ARTICLE);
    await gone.close();
    await using second = await serverThatSays(ARTICLE);
    await using news = await startNews([providerConfig(gone), providerConfig(second, { tier: 1 })]);
    for (let i = 0; i < 3; i++) expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    expect(news.figures().providers[0]).toMatchObject({ state: "down", failures: 1 });
  });

  it("asks a provider again once it has cooled down", async () => {
    await using server = await serverThatSays(farewell(bytes("")));
    await using news = await startNews([providerConfig(server, { coolDownMs: 50 })]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe("unavailable");
    expect(news.figures().providers[0]?.state).toBe("down");
    server.handler = ({ verb }) => (verb === "ARTICLE" ? ARTICLE : "500 what");
    const reply = async () => (await asked(news, `ARTICLE ${ID}`)) === TEXT;
    await until(reply, { what: "the provider to be asked again" });
    expect(news.figures().providers[0]?.state).toBe("up");
  });

  it("waits for a provider that has failed once, if nobody else is left, and gives it to all who wait", async () => {
    await using other = await serverThatSays("430 no");
    await using server = await serverThatSays(farewell(bytes("")));
    await using news = await startNews([providerConfig(server, { coolDownMs: 500 }), providerConfig(other)]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe("unavailable");
    server.handler = ({ verb }) => (verb === "ARTICLE" ? ARTICLE : "200 posting");
    expect(news.figures().providers[0]?.state).toBe("down");
    const answers = Array.from({ length: 5 }, () => asked(news, `ARTICLE ${ID}`));
    expect(await Promise.all(answers)).toEqual(new Array(5).fill(TEXT));
  });

  it("waits for none longer than two seconds, also if it is silent when it is asked again", async () => {
    await using server = await serverThatSays(farewell(bytes("")));
    await using news = await startNews([providerConfig(server, { coolDownMs: 500, replyTimeoutMs: 8_000 })]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe("unavailable");
    server.handler = ({ verb }) => (verb === "ARTICLE" ? undefined : "200 posting");
    const began = performance.now();
    const all = Array.from({ length: 10 }, () => ask(news, `ARTICLE ${ID}`));
    let refused = 0;
    for (const { told } of all) void told.ended.then((how) => (refused += how === "unavailable" ? 1 : 0));
    // The others are the probes, one for each cool-down.
    await until(() => refused >= 5, { what: "those who wait to be refused", timeoutMs: 6_000 });
    expect(performance.now() - began).toBeGreaterThan(1_900);
    for (const { handle } of all) handle.cancel();
  });

  it("waits for none that has failed again", async () => {
    await using server = await serverThatSays(farewell(bytes("")));
    await using news = await startNews([providerConfig(server, { coolDownMs: 500 })]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe("unavailable");
    const answers = Array.from({ length: 5 }, () => asked(news, `ARTICLE ${ID}`));
    expect(await Promise.all(answers)).toEqual(new Array(5).fill("unavailable"));
    expect(news.figures().providers[0]).toMatchObject({ state: "down", failures: 2 });
    const began = performance.now();
    expect(await asked(news, `ARTICLE ${ID}`)).toBe("unavailable");
    expect(performance.now() - began).toBeLessThan(500);
  });

  it("asks one that has failed again all the same, once it was left alone for the cool-down", async () => {
    await using server = await serverThatSays(farewell(bytes("")));
    await using news = await startNews([providerConfig(server, { coolDownMs: 1_000 })]);
    const failures = () => news.figures().providers[0]?.failures ?? 0;
    for (let times = 1; times <= 3; times++) {
      await until(
        async () => (await asked(news, `ARTICLE ${ID}`)) === "unavailable" && failures() === times,
        {
          what: `failure ${times}`,
        },
      );
    }
    const began = performance.now();
    server.handler = ({ verb }) => (verb === "ARTICLE" ? ARTICLE : "200 posting");
    await until(async () => (await asked(news, `ARTICLE ${ID}`)) === TEXT, { what: "the article" });
    // Where there are others to ask, it would be passed over for four seconds.
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  it("leaves alone for longer and longer who takes logins and does not reply", async () => {
    await using server = await serverThatSays(undefined);
    await using news = await startNews([providerConfig(server, { coolDownMs: 20, replyTimeoutMs: 5 })]);
    const began = performance.now();
    const failures = async (count: number) => {
      await asked(news, `ARTICLE ${ID}`);
      return (news.figures().providers[0]?.failures ?? 0) >= count;
    };
    await until(() => failures(4), { what: "four failures", intervalMs: 1 });
    expect(performance.now() - began).toBeGreaterThan(20 + 40 + 80);
  });

  it("ends broken, with nothing behind it, when the reply that has begun is cut off", async () => {
    await using first = await serverThatSays(cutAfter(40, ARTICLE));
    await using second = await serverThatSays(ARTICLE);
    await using news = await startNews([providerConfig(first), providerConfig(second, { tier: 1 })]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(`${TEXT.slice(0, 40)}[broken]`);
    expect(second.requests.filter(({ verb }) => verb === "ARTICLE")).toEqual([]);
  });

  it("ends broken when the rest does not come", async () => {
    await using server = await serverThatSays(bytes(TEXT.slice(0, 40)));
    await using news = await startNews([providerConfig(server, { replyTimeoutMs: 100 })]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(`${TEXT.slice(0, 40)}[broken]`);
  });

  it("ends in time when everybody is silent", async () => {
    await using server = await serverThatSays(undefined);
    await using news = await startNews([providerConfig(server)]);
    const { told } = ask(news, `ARTICLE ${ID}`, { timeoutMs: 100 });
    expect(await told.ended).toBe("unavailable");
    expect(told.trouble?.kind).toBe("timeout");
  });

  it("is the same over any split", async () => {
    for (const sizes of [[1], [2, 3], [7], [TEXT.length - 1, 1]]) {
      await using server = await serverThatSays(bytes(ARTICLE.bytes, ...sizes));
      await using news = await startNews([providerConfig(server)]);
      expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    }
  });
});

describe("a connection", () => {
  it("that says more than a reply is not used again, and nobody gets what it said", async () => {
    await using server = await serverThatSays(bytes(`${TEXT}223 0 <other>\r\n`));
    await using news = await startNews([providerConfig(server)]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    server.handler = ({ verb }) => (verb === "ARTICLE" ? ARTICLE : verb === "MODE" ? "200 ok" : "500 what");
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    expect(server.allConnections.length).toBe(2);
  });

  it("that has died since is replaced without a failure", async () => {
    let deaf = false;
    await using server = await serverThatSays(() => (deaf ? farewell(bytes("")) : ARTICLE));
    await using news = await startNews([providerConfig(server)]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    deaf = true;
    const [first] = server.allConnections;
    server.handler = (
      ({ handler }) =>
      (request) => {
        if (request.verb !== "ARTICLE" || request.connection === first) return handler(request);
        return ARTICLE;
      }
    )(server);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    expect(news.figures().providers[0]).toMatchObject({ failures: 0, state: "up", opened: 2 });
  });

  it("whose login has been forgotten since is replaced without a failure", async () => {
    await using server = await serverThatSays(ARTICLE);
    await using news = await startNews([providerConfig(server)]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    const [first] = server.allConnections;
    server.handler = (
      ({ handler }) =>
      (request) =>
        request.connection === first ? "480 who are you" : handler(request)
    )(server);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    expect(news.figures().providers[0]).toMatchObject({ failures: 0, state: "up", opened: 2 });
  });

  it("that is told 400 while idle is closed", async () => {
    await using server = await serverThatSays(ARTICLE);
    await using news = await startNews([providerConfig(server)]);
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    await server.allConnections[0]?.send(farewell("400 idle for too long"));
    await until(() => news.figures().providers[0]?.open === 0, { what: "the connection to be gone" });
    expect(await asked(news, `ARTICLE ${ID}`)).toBe(TEXT);
    expect(news.figures().providers[0]?.failures).toBe(0);
  });

  it("says QUIT when it is closed deliberately", async () => {
    await using server = await serverThatSays(ARTICLE);
    const news = await startNews([providerConfig(server)]);
    await asked(news, `ARTICLE ${ID}`);
    await news.close({ timeoutMs: 1_000 });
    await until(() => server.allConnections[0]?.lines.at(-1) === "QUIT", { what: "QUIT" });
    expect(await asked(news, `ARTICLE ${ID}`)).toBe("unavailable");
  });
});

describe("a file of facts", () => {
  it("keeps over a restart who has not got an article; a damaged one is as none, and told of", async () => {
    await using server = await serverThatSays("430 no");
    const file = join(await reaper().folder("facts"), "facts");
    const settings = { facts: { lifeMs: 60_000, maxArticles: 100, file } };
    const lines: string[] = [];
    const journal = new Journal(pino({ level: "info" }, { write: (line: string) => lines.push(line) }));
    const open = () => startNews([providerConfig(server)], settings, journal);
    const questions = () => server.requests.filter(({ verb }) => verb === "STAT").length;
    for (let round = 0; round < 2; round++) {
      await using news = await open();
      expect(await asked(news, `STAT ${ID}`)).toBe("missed");
      expect(questions()).toBe(1);
    }
    expect(lines).toEqual([]);
    await writeFile(file, "nonsense");
    await using news = await open();
    expect(await asked(news, `STAT ${ID}`)).toBe("missed");
    expect(questions()).toBe(2);
    expect(lines.join("")).toContain("could not be read");
  });
});
