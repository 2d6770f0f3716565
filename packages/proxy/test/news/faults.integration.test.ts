import {
  binaryFile,
  block,
  bytes,
  cutAfter,
  type FakeNntp,
  farewell,
  library,
  type NntpHandler,
  type NntpReply,
  startFakeNntp,
  textArticle,
} from "fairlead-harness";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { disposer } from "../support/disposer.ts";
import { NEVER, newsProxy } from "./news-proxy.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const GROUP = "alt.test";
const articles = [1, 2, 3].map((seed) => textArticle({ seed, groups: [GROUP], size: 3_000 }));
const [article] = articles as [(typeof articles)[0]];
const LINE = `ARTICLE ${article.messageId}`;
const REPLY = block(`220 0 ${article.messageId}`, article.bytes).bytes;

/** A provider that has the articles, and says something else where `fault` has it. */
async function provider(fault: NntpHandler = () => undefined): Promise<FakeNntp> {
  const { handler } = library({ groups: [GROUP], articles });
  return use(await startFakeNntp(async (request) => (await fault(request)) ?? handler(request)));
}

/** One whose articles are this. */
const saying = (reply: NntpReply | (() => NntpReply | Promise<NntpReply>)) =>
  provider(({ verb }) => (verb !== "ARTICLE" ? undefined : typeof reply === "function" ? reply() : reply));

/** How many articles it was asked for. */
const articlesOf = ({ requests }: FakeNntp) => requests.filter(({ verb }) => verb === "ARTICLE").length;

describe("a group that one provider has not got", () => {
  it("is not said to be nowhere while another one can't be asked", async () => {
    const other = await provider(({ verb }) => (verb === "GROUP" ? "411 no such group" : undefined));
    const gone = await provider();
    const news = await newsProxy(use, [gone, other], { provider: "coolDownMs: 60000" });
    const reader = await news.reader();
    await gone.close();
    expect(await reader.say(`GROUP ${GROUP}`)).toBe("403 No provider can be asked at present");
    expect(await reader.say(`GROUP ${GROUP}`)).toBe("403 No provider can be asked at present");
  });
});

describe("a provider that ends in the middle of an article", () => {
  it.each(["close", "reset"] as const)(
    "ends the reader's connection behind what has come of it: %s",
    async (how) => {
      const state = { at: 0 };
      const bad = await saying(() => cutAfter(state.at, bytes(REPLY), how));
      const good = await saying(() => bytes(REPLY));
      const news = await newsProxy(use, [bad, good], { provider: "coolDownMs: 1" });
      const cuts = fc.integer({ min: 1, max: REPLY.length - 1 });
      await fc.assert(
        fc.asyncProperty(cuts, async (at) => {
          state.at = at;
          const before = articlesOf(bad);
          const reader = await news.reader();
          reader.send(`${LINE}\r\nDATE\r\n`);
          const got = await Promise.race([reader.ended, reader.block()]);
          // One that was passed over, or had not come to the end of its status line, has done nothing.
          const isHarmless = articlesOf(bad) === before || at < REPLY.indexOf("\r\n") + 2;
          if (got.equals(REPLY)) expect(isHarmless || how === "reset").toBe(true);
          else
            expect(got.equals(REPLY.subarray(0, how === "close" ? at : Math.min(at, got.length)))).toBe(true);
          await reader.close();
        }),
        { numRuns: 60, seed: 2026 },
      );
    },
  );

  it("is given up when it falls silent, in time", async () => {
    const hanging = await provider(({ verb, connection }) => {
      if (verb !== "ARTICLE") return undefined;
      return connection.send(bytes(REPLY.subarray(0, 1_000))).then(() => NEVER);
    });
    const good = await saying(() => bytes(REPLY));
    const news = await newsProxy(use, [hanging, good], { provider: "replyTimeoutMs: 50" });
    const reader = await news.reader();
    reader.send(`${LINE}\r\n`);
    expect((await reader.ended).equals(REPLY.subarray(0, 1_000))).toBe(true);
  });
});

describe("another provider has the whole article when the first", () => {
  it.each<[string, () => NntpReply | Promise<NntpReply>]>([
    ["never answers", () => NEVER],
    ["ends before its answer", () => farewell(bytes(""))],
    ["ends in its status line", () => cutAfter(7, bytes(REPLY))],
    ["says 400", () => farewell("400 too much to do")],
    ["says 400 and stays", () => "400 too much to do"],
    ["says 480", () => "480 who are you"],
    ["says 502", () => "502 account used up"],
    ["says 451", () => "451 taken down"],
    ["says 403", () => "403 disk is broken"],
    ["says 430", () => "430 no such article"],
    ["says what is no reply", () => bytes("HTTP/1.1 200 OK\r\n\r\n")],
    ["says binary", () => bytes(Buffer.from([0, 1, 2, 13, 10, 255, 10]))],
    ["says a line without end", () => bytes("2".repeat(5_000))],
    ["says a status of two digits", () => "22 0 <x@y>"],
  ])("%s", async (_what, fault) => {
    const bad = await saying(fault);
    const good = await saying(() => bytes(REPLY));
    const news = await newsProxy(use, [bad, good], {
      provider: (at) => (at === 0 ? "replyTimeoutMs: 50" : ""),
    });
    const reader = await news.reader();
    for (let i = 0; i < 2; i++) expect((await reader.ask(LINE)).equals(REPLY)).toBe(true);
    expect(await reader.say("QUIT")).toBe("205 Goodbye");
  });

  const [part] = binaryFile({ seed: "file", size: 50_000 }).articles as [typeof article];
  const sound = block(
    `222 0 ${part.messageId}`,
    part.bytes.subarray(part.bytes.indexOf("\r\n\r\n") + 4),
  ).bytes;
  it.each<[string, Buffer]>([
    [
      "sends less of the file than it says",
      Buffer.concat([sound.subarray(0, 20_000), Buffer.from("\r\n.\r\n")]),
    ],
    [
      "leaves out a line",
      Buffer.concat([
        sound.subarray(0, sound.indexOf("\r\n", 9_000)),
        sound.subarray(sound.indexOf("\r\n", 9_100)),
      ]),
    ],
    [
      "ends it before its end, in what is a whole reply",
      Buffer.concat([sound.subarray(0, sound.indexOf("=yend")), Buffer.from(".\r\n")]),
    ],
  ])("%s, where bodies are checked", async (_what, lie) => {
    const reply = (text: Buffer) => provider(({ verb }) => (verb === "BODY" ? bytes(text) : undefined));
    const news = await newsProxy(use, [await reply(lie), await reply(sound)], { backend: "checkYenc: true" });
    const reader = await news.reader();
    expect((await reader.ask(`BODY ${part.messageId}`)).equals(sound)).toBe(true);
  });
});

describe("a session with a group goes on where it was when its provider", () => {
  const [first, second, third] = articles.map(({ messageId }) => messageId);

  /** Says this once, to the third request of the group. */
  function once(reply: () => NntpReply | Promise<NntpReply>): NntpHandler {
    let count = 0;
    return ({ verb }) => (verb === "NEXT" && ++count === 2 ? reply() : undefined);
  }

  it.each<[string, () => NntpReply | Promise<NntpReply>]>([
    ["has forgotten the group", () => "412 what group"],
    ["wants a login", () => "480 who are you"],
    ["says 400", () => farewell("400 you were idle for too long")],
    ["ends its connection", () => farewell(bytes(""))],
    ["says what is no reply", () => bytes("well\r\n")],
    ["says nothing", () => NEVER],
  ])("%s", async (_what, fault) => {
    const server = await provider(once(fault));
    const news = await newsProxy(use, [server], { provider: "coolDownMs: 1, replyTimeoutMs: 300" });
    const reader = await news.reader();
    expect(await reader.say(`GROUP ${GROUP}`)).toBe(`211 3 1 3 ${GROUP}`);
    expect(await reader.say("NEXT")).toBe(`223 2 ${second}`);
    expect(await reader.say("NEXT")).toBe(`223 3 ${third}`);
    expect(await reader.say("STAT 1")).toBe(`223 1 ${first}`);
  });

  it("has none of it any more, and is told so", async () => {
    let isGone = false;
    const server = await provider(({ verb }) => {
      if (!isGone) return undefined;
      return verb === "GROUP" ? "411 no such group" : verb === "NEXT" ? farewell(bytes("")) : undefined;
    });
    const news = await newsProxy(use, [server], { provider: "coolDownMs: 1" });
    const reader = await news.reader();
    await reader.say(`GROUP ${GROUP}`);
    isGone = true;
    expect(await reader.say("NEXT")).toBe("412 The selected newsgroup was lost, select it again");
    expect(await reader.say("NEXT")).toBe("412 No newsgroup selected");
  });
});
