import { yenc } from "fairlead-harness";
import { describe, expect, it } from "vitest";
import { ARTICLE, BODY, HEAD, ID, keep, LARGE, Script, Slow, settled, toldBy } from "./scripted.ts";

describe("a kept article", () => {
  it.each([
    ["ARTICLE", ARTICLE],
    ["HEAD", `221 0 ${ID}\r\n${HEAD}.\r\n`],
    ["BODY", `222 0 ${ID}\r\n${BODY}.\r\n`],
    ["STAT", `223 0 ${ID}\r\n`],
  ])("answers %s, with the status line made anew", async (verb, reply) => {
    const script = new Script();
    await keep(script, ARTICLE.replace("220 0", "220 17"));
    const { told } = script.read(`${verb} ${ID}`);
    expect(await told.ended).toBe("reply");
    expect(told).toMatchObject({ text: reply, status: Number(reply.slice(0, 3)) });
    expect(script.asked).toHaveLength(1);
    expect(script.cache.figures()).toEqual({ hits: { memory: 1 }, collapsed: 0, misses: 1 });
  });

  it.each([
    ["an empty body", `${HEAD}\r\n.\r\n`, `${HEAD}.\r\n`, ".\r\n"],
    ["no empty line", `${HEAD}.\r\n`, `${HEAD}.\r\n`, ".\r\n"],
    ["no headers", `\r\n${BODY}.\r\n`, ".\r\n", `${BODY}.\r\n`],
    ["nothing", ".\r\n", ".\r\n", ".\r\n"],
  ])("with %s has a head and a body all the same", async (_what, block, head, body) => {
    const script = new Script();
    await keep(script, `220 0 ${ID}\r\n${block}`);
    expect(await toldBy(script.read(`HEAD ${ID}`))).toBe(`221 0 ${ID}\r\n${head}`);
    expect(await toldBy(script.read(`BODY ${ID}`))).toBe(`222 0 ${ID}\r\n${body}`);
  });

  it("is handed over as fast as a reader takes it", async () => {
    const script = new Script();
    const text = `220 0 ${ID}\r\n${"x".repeat(900_000)}\r\n.\r\n`;
    await keep(script, text);
    const told = new Slow(3);
    const { handle } = script.read(`ARTICLE ${ID}`, told);
    told.handle = handle;
    for (let pieces = 3; pieces < 15; pieces += 3) {
      await settled();
      expect(told.pieces).toBe(pieces);
      handle.resume();
    }
    expect(await told.ended).toBe("reply");
    expect(told.text).toBe(text);
  });

  it("goes no further once its reader has left", async () => {
    const script = new Script();
    await keep(script);
    const told = new Slow(1);
    const { handle } = script.read(`ARTICLE ${ID}`, told);
    told.handle = handle;
    await settled();
    handle.cancel();
    handle.resume();
    await settled();
    expect(told.pieces).toBe(1);
  });
});

describe("what is kept", () => {
  it("is the reply to each command in `whole`, but no article is made of a body", async () => {
    const script = new Script();
    const body = script.read(`BODY ${ID}`);
    await settled();
    script.last.reply(`222 0 ${ID}\r\n${BODY}.\r\n`);
    await body.told.ended;
    await settled();
    expect(await toldBy(script.read(`BODY ${ID}`))).toBe(`222 0 ${ID}\r\n${BODY}.\r\n`);
    for (const verb of ["ARTICLE", "HEAD", "STAT"]) {
      script.read(`${verb} ${ID}`);
      await settled();
      expect(script.last.line).toBe(`${verb} ${ID}`);
    }
  });

  it("are heads in `headers`, and what STAT says of them", async () => {
    const script = new Script({ articles: "headers" });
    const head = script.read(`HEAD ${ID}`);
    await settled();
    script.last.reply(`221 0 ${ID}\r\n${HEAD}.\r\n`);
    await head.told.ended;
    await settled();
    expect(await toldBy(script.read(`HEAD ${ID}`))).toBe(`221 0 ${ID}\r\n${HEAD}.\r\n`);
    expect(await toldBy(script.read(`STAT ${ID}`))).toBe(`223 0 ${ID}\r\n`);
    script.read(`ARTICLE ${ID}`);
    script.read(`BODY ${ID}`);
    expect(script.asked.map(({ line }) => line)).toEqual([`HEAD ${ID}`, `ARTICLE ${ID}`, `BODY ${ID}`]);
  });

  it.each(["LIST", `OVER ${ID}`, "ARTICLE 7", "DATE"])("is nothing of %s, which goes straight on", (line) => {
    const script = new Script();
    script.read(line);
    expect(script.asked.map((asked) => asked.line)).toEqual([line]);
    expect(script.cache.figures()).toEqual({ hits: {}, collapsed: 0, misses: 0 });
  });

  it.each<[string, (script: Script) => void, string]>([
    ["nobody has", ({ last }) => last.missed(), "[missed]"],
    ["can't be had now", ({ last }) => last.unavailable(), "[unavailable]"],
    ["is refused", ({ last }) => last.reply("403 fault\r\n"), "403 fault\r\n"],
    ["is an odd success", ({ last }) => last.reply(`223 0 ${ID}\r\n`), `223 0 ${ID}\r\n`],
    [
      "is cut off",
      ({ last }) => {
        last.write(ARTICLE.slice(0, 40));
        last.broken();
      },
      `${ARTICLE.slice(0, 40)}[broken]`,
    ],
    ["is too large", ({ last }) => last.reply(LARGE, 90, 10), LARGE],
    ["is corrupt", ({ last }) => last.reply(CORRUPT, 7, 70), CORRUPT],
  ])("is nothing of an article that %s, and nobody else gets it", async (_what, tell, reply) => {
    const script = new Script({ maxArticleBytes: 1_000 });
    const [first, second] = [script.read(`ARTICLE ${ID}`), script.read(`ARTICLE ${ID}`)];
    await settled();
    expect(script.asked).toHaveLength(1);
    tell(script);
    expect(await toldBy(first)).toBe(reply);
    await settled();
    expect(script.asked).toHaveLength(2);
    script.last.reply(ARTICLE);
    expect(await toldBy(second)).toBe(ARTICLE);
    script.read(`ARTICLE ${ID}`);
    await settled();
    expect(script.asked).toHaveLength(3);
  });

  it("is an article of yEnc that is sound", async () => {
    const script = new Script();
    await keep(script, SOUND);
    expect(await toldBy(script.read(`ARTICLE ${ID}`))).toBe(SOUND);
  });

  it("lasts no longer than it is to", async () => {
    const script = new Script({ ttlMs: 1 });
    await keep(script);
    await new Promise((resolve) => setTimeout(resolve, 5));
    script.read(`ARTICLE ${ID}`);
    await settled();
    expect(script.asked).toHaveLength(2);
  });
});

it("a kept article comes from providers while slow readers have too much to take", async () => {
  const script = new Script({ memoryBytes: 1_500 });
  await keep(script, LARGE.replace("x".repeat(1_000), ""));
  const readings = [new Slow(1), new Slow(1), new Slow(1)].map((told) => {
    const { handle } = script.read(`ARTICLE ${ID}`, told);
    told.handle = handle;
    return handle;
  });
  await settled();
  expect(script.asked).toHaveLength(2);
  for (const handle of readings) handle.cancel();
  expect((await toldBy(script.read(`ARTICLE ${ID}`))).length).toBe(LARGE.length - 1_000);
});

it("of very many articles at once some go straight on", async () => {
  const script = new Script();
  for (let i = 0; i < 300; i++) script.read(`ARTICLE <${i}@test>`);
  expect(script.asked).toHaveLength(44);
  await settled();
  expect(script.asked).toHaveLength(300);
  for (const asked of script.asked) asked.missed();
  await settled();
  script.read("ARTICLE <300@test>");
  expect(script.asked).toHaveLength(300);
});

it("a closed cache lets everything through", async () => {
  const script = new Script();
  await keep(script);
  await script.cache.close({ timeoutMs: 1_000 });
  const reading = script.read(`ARTICLE ${ID}`);
  await settled();
  expect(script.asked).toHaveLength(2);
  script.last.reply(ARTICLE);
  expect(await toldBy(reading)).toBe(ARTICLE);
});

const SOUND = `220 0 ${ID}\r\n${HEAD}\r\n${yenc("a.bin", Buffer.from("hello")).toString("latin1")}.\r\n`;
const CORRUPT = SOUND.replace(/crc32=./, (found) =>
  found.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")),
);
