import {
  block,
  bytes,
  type FakeNntp,
  library,
  type NntpHandler,
  startFakeNntp,
  textArticle,
  until,
} from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { newsProxy, nobodyIn } from "./news-proxy.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const GROUP = "alt.test";
const MEGABYTE = 1024 * 1024;
const many = Array.from({ length: 50 }, (_, seed) => textArticle({ seed, groups: [GROUP], size: 20_000 }));
const [small] = many as [(typeof many)[0]];
const large = textArticle({ seed: "large", groups: [GROUP], size: 12 * MEGABYTE });
const ask = ({ messageId }: typeof small) => `ARTICLE ${messageId}`;
const replyTo = ({ messageId, bytes: text }: typeof small) => block(`220 0 ${messageId}`, text).bytes;

async function provider(handler?: NntpHandler): Promise<FakeNntp> {
  const shelves = library({ groups: [GROUP], articles: [...many, large] });
  return use(await startFakeNntp(async (request) => (await handler?.(request)) ?? shelves.handler(request)));
}

const verbs = ({ requests }: FakeNntp) => requests.map(({ verb }) => verb);

describe("a slow reader", () => {
  it.each(["hybrid", "stateful"])(
    "costs little memory, holds up nobody, and loses nothing: %s",
    async (mode) => {
      const server = await provider();
      const news = await newsProxy(use, [server], {
        listener: `mode: ${mode}`,
        provider: "maxConnections: 3",
      });
      const [slow, other] = [await news.reader(), await news.reader()];
      slow.pause();
      slow.send(`${ask(large)}\r\n${ask(small)}\r\n${ask(large)}\r\n`);
      await until(async () => (await news.sessions())[0]!.bufferedBytes > 500_000, { what: "it to be slow" });
      for (const article of many) {
        expect((await other.ask(ask(article))).equals(replyTo(article))).toBe(true);
        expect((await news.sessions())[0]!.bufferedBytes).toBeLessThan(2 * MEGABYTE);
      }
      slow.resume();
      for (const article of [large, small, large]) {
        expect((await slow.block()).equals(replyTo(article))).toBe(true);
      }
    },
  );

  it("gets all of its replies though it sends requests meanwhile", async () => {
    const news = await newsProxy(use, [await provider()], { listener: "mode: stateful" });
    const reader = await news.reader();
    reader.pause();
    reader.send(`${ask(large)}\r\n`);
    await until(async () => (await news.sessions())[0]!.bufferedBytes > 500_000, { what: "it to be slow" });
    for (let i = 0; i < 100; i++) reader.send(`${ask(small)}\r\n`);
    reader.resume();
    expect((await reader.block()).equals(replyTo(large))).toBe(true);
    for (let i = 0; i < 100; i++) expect((await reader.block()).equals(replyTo(small))).toBe(true);
  });
});

describe("a reader that leaves in the middle of an article", () => {
  it.each([
    ["hybrid", ask(small), true],
    ["hybrid", ask(large), false],
    ["stateful", ask(small), false],
  ])("leaves no rest of it to others, nor a failure: %s, %s", async (mode, line, isKept) => {
    let goOn: (() => void) | undefined;
    const article = line === ask(small) ? small : large;
    const reply = replyTo(article);
    const server = await provider(async ({ line: asked, connection }) => {
      if (asked !== line || goOn !== undefined) return undefined;
      await connection.send(bytes(reply.subarray(0, 5_000)));
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return bytes(reply.subarray(5_000));
    });
    const settings = { listener: `mode: ${mode}`, provider: "maxConnections: 1" };
    const news = await newsProxy(use, [server], settings);
    const leaver = await news.reader();
    leaver.send(`${line}\r\n`);
    await until(() => leaver.received.length === 5_000, { what: "a part of the article" });
    await leaver.close();
    await nobodyIn(news);
    goOn!();
    const next = await news.reader();
    for (const other of [...many.slice(1, 4), article]) {
      expect((await next.ask(ask(other))).equals(replyTo(other))).toBe(true);
    }
    expect(server.allConnections.length).toBe(isKept ? 1 : 2);
  });

  it("or with a group, takes its place with it", async () => {
    const server = await provider();
    const news = await newsProxy(use, [server], { provider: "maxConnections: 1" });
    const leaver = await news.reader();
    expect(await leaver.say(`GROUP ${GROUP}`)).toMatch(/^211 /);
    await leaver.close();
    await nobodyIn(news);
    const next = await news.reader();
    for (const line of ["STAT", "NEXT", "LISTGROUP", "OVER 1-3"]) {
      expect(await next.say(line)).toBe("412 No newsgroup selected");
    }
    expect(server.allConnections.length).toBe(1);
  });
});

describe("QUIT", () => {
  it.each(["hybrid", "stateful", "per-command"])("costs no provider a connection: %s", async (mode) => {
    const server = await provider();
    const settings = { listener: `mode: ${mode}`, provider: "maxConnections: 1" };
    const news = await newsProxy(use, [server], settings);
    for (let i = 0; i < 5; i++) {
      const reader = await news.reader();
      if (mode !== "per-command") expect(await reader.say(`GROUP ${GROUP}`)).toMatch(/^211 /);
      expect((await reader.ask(ask(small))).equals(replyTo(small))).toBe(true);
      expect(await reader.say("QUIT")).toBe("205 Goodbye");
      expect((await reader.ended).length).toBe(0);
    }
    expect(verbs(server)).not.toContain("QUIT");
    expect(server.allConnections.length).toBe(1);
  });
});

describe("a hundred readers", () => {
  it("have ten connections between them, and each gets all of its articles", async () => {
    const server = await provider();
    const news = await newsProxy(use, [server], { provider: "maxConnections: 10" });
    const readers = await Promise.all(Array.from({ length: 100 }, () => news.reader()));
    await Promise.all(
      readers.map(async (reader, at) => {
        const wanted = Array.from({ length: 20 }, (_, step) => many[(at * 7 + step * 3) % many.length]!);
        reader.send(wanted.map((article) => `${ask(article)}\r\n`).join(""));
        for (const article of wanted) expect((await reader.block()).equals(replyTo(article))).toBe(true);
      }),
    );
    expect(server.allConnections.length).toBe(10);
  });

  it("lend what they don't use: more of them have groups than there are connections", async () => {
    const server = await provider();
    const news = await newsProxy(use, [server], { provider: "maxConnections: 4" });
    const readers = await Promise.all(Array.from({ length: 30 }, () => news.reader()));
    const other = await news.reader();
    const inGroup = readers.map(async (reader, at) => {
      expect(await reader.say(`GROUP ${GROUP}`)).toMatch(/^211 /);
      expect(await reader.say(`STAT ${(at % 50) + 1}`)).toBe(
        `223 ${(at % 50) + 1} ${many[at % 50]!.messageId}`,
      );
    });
    for (const article of many) {
      expect((await other.ask(ask(article))).equals(replyTo(article))).toBe(true);
    }
    await Promise.all(inGroup);
    expect(server.allConnections.length).toBeLessThanOrEqual(4);
  });
});

describe("a proxy that drains", () => {
  it("says farewell between replies, never inside one", async () => {
    const news = await newsProxy(use, [await provider()], { rest: "drainTimeoutMs: 20000" });
    const [busy, idle] = [await news.reader(), await news.reader()];
    busy.pause();
    busy.send(`${ask(large)}\r\n${ask(small)}\r\n`);
    await until(async () => (await news.sessions())[0]!.bufferedBytes > 500_000, { what: "it to be slow" });
    const closed = news.proxy.close();
    expect(String(await idle.ended)).toBe("400 The proxy ends this session\r\n");
    busy.resume();
    const rest = Buffer.from("400 The proxy ends this session\r\n");
    expect((await busy.ended).equals(Buffer.concat([replyTo(large), replyTo(small), rest]))).toBe(true);
    await closed;
  });

  it("cuts off an article whose time has run out, without a word", async () => {
    const news = await newsProxy(use, [await provider()], { rest: "drainTimeoutMs: 100" });
    const busy = await news.reader();
    busy.pause();
    busy.send(`${ask(large)}\r\n`);
    await until(async () => (await news.sessions())[0]!.bufferedBytes > 500_000, { what: "it to be slow" });
    const closed = news.proxy.close();
    await closed;
    busy.resume();
    const got = await busy.ended;
    expect(got.equals(replyTo(large).subarray(0, got.length))).toBe(true);
    expect(got.length).toBeLessThan(replyTo(large).length);
  });
});
