import { asBlock, binaryFile, block, bytes, type NntpReply, textArticle, until } from "fairlead-harness";
import { describe, expect, it } from "vitest";
import { asked, providerConfig, request, serverThatSays, startNews, Told } from "../support/news.ts";

const [ARTICLE] = binaryFile({ seed: "file", size: 100_000 }).articles;
if (ARTICLE === undefined) throw new Error("no article");
const LINE = `ARTICLE ${ARTICLE.messageId}`;
const GOOD = Buffer.concat([Buffer.from(`220 0 ${ARTICLE.messageId}\r\n`), asBlock(ARTICLE)]);
const BAD = Buffer.from(GOOD);
// A letter of the data, far from lines that begin with a dot.
const at = GOOD.indexOf("\r\n", 50_000) + 20;
BAD[at] = GOOD[at] === 0x61 ? 0x62 : 0x61;
const text = (reply: Buffer) => reply.toString("latin1");

describe("an article in yEnc that is checked", () => {
  it.each([[[]], [[1_000]]])("is had from where it is sound, in pieces of %j bytes", async (sizes) => {
    await using bad = await serverThatSays(bytes(BAD, ...sizes));
    await using good = await serverThatSays(bytes(GOOD, ...sizes));
    await using news = await startNews([providerConfig(bad), providerConfig(good, { tier: 1 })], {
      checkYenc: true,
    });
    expect(await asked(news, LINE)).toBe(text(GOOD));
    expect(news.figures()).toMatchObject({
      facts: 0,
      providers: [{ corrupt: 1, state: "up" }, { corrupt: 0 }],
    });
  });

  it("is given as it is when nobody has a sound one", async () => {
    await using bad = await serverThatSays(bytes(BAD));
    await using none = await serverThatSays("430 no");
    await using news = await startNews([providerConfig(bad), providerConfig(none, { tier: 1 })], {
      checkYenc: true,
    });
    for (let i = 0; i < 2; i++) expect(await asked(news, LINE)).toBe(text(BAD));
  });

  it("is tried elsewhere when it is cut off, for nothing of it has gone out", async () => {
    await using bad = await serverThatSays(bytes(GOOD.subarray(0, 50_000)));
    await using good = await serverThatSays(bytes(GOOD));
    const settings = { replyTimeoutMs: 100 };
    await using news = await startNews([providerConfig(bad, settings), providerConfig(good, { tier: 1 })], {
      checkYenc: true,
    });
    expect(await asked(news, LINE)).toBe(text(GOOD));
  });

  it("is given as it is when the others do not reply in time", async () => {
    await using bad = await serverThatSays(bytes(BAD));
    await using silent = await serverThatSays(undefined);
    await using news = await startNews([providerConfig(bad), providerConfig(silent, { tier: 1 })], {
      checkYenc: true,
    });
    expect(await asked(news, LINE, { timeoutMs: 200 })).toBe(text(BAD));
  });

  it("goes out unchecked when it has not come in time", async () => {
    await using slow = await serverThatSays(async ({ connection }) => {
      await connection.send(bytes(GOOD.subarray(0, 50_000)));
      await until(() => isOut, { what: "the first half to go out" });
      return bytes(GOOD.subarray(50_000));
    });
    let isOut = false;
    await using news = await startNews([providerConfig(slow)], { checkYenc: true });
    const told = new Told();
    const write = (piece: Buffer, start: number, end: number) => {
      isOut = true;
      Told.prototype.write.call(told, piece, start, end);
    };
    const { messageId } = ARTICLE;
    news.ask({ request: request(LINE), messageId, sink: Object.assign(told, { write }), timeoutMs: 200 });
    expect(await told.ended).toBe("reply");
    expect(told.text).toBe(text(GOOD));
  });

  it("goes out unchecked when it is too large to be kept", async () => {
    const large = block("222 0 <1@test>", textArticle({ size: 6_000_000 }).bytes);
    await using server = await serverThatSays(large);
    await using news = await startNews([providerConfig(server)], { checkYenc: true });
    expect((await asked(news, "BODY <1@test>")).length).toBe(large.bytes.length);
  });

  it("is not looked at unless that is asked for", async () => {
    await using bad = await serverThatSays(bytes(BAD));
    await using news = await startNews([providerConfig(bad)]);
    expect(await asked(news, LINE)).toBe(text(BAD));
  });
});

describe("a provider that is not asked first", () => {
  const verbs = (server: { readonly requests: readonly { readonly verb: string }[] }) =>
    server.requests.map(({ verb }) => verb).filter((verb) => verb === "STAT" || verb === "ARTICLE");

  it.each<[string, NntpReply, readonly string[]]>([
    ["has it", "223 0 <x>", ["STAT", "ARTICLE"]],
    ["has not got it", "430 no", ["STAT"]],
    ["sends more than the reply", bytes("223 0 <x>\r\n223 0 <y>\r\n"), ["STAT"]],
  ])("is asked by STAT, where that is configured, when it %s", async (_what, reply, expected) => {
    await using first = await serverThatSays("430 no");
    await using second = await serverThatSays(({ verb }) => (verb === "STAT" ? reply : bytes(GOOD)));
    await using third = await serverThatSays(bytes(GOOD));
    await using news = await startNews([
      providerConfig(first, { statProbe: true }),
      providerConfig(second, { statProbe: true, tier: 1 }),
      providerConfig(third, { tier: 2 }),
    ]);
    expect(await asked(news, LINE)).toBe(text(GOOD));
    expect(verbs(first)).toEqual(["ARTICLE"]);
    expect(verbs(second)).toEqual(expected);
  });
});
