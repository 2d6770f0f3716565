import { yenc } from "fairlead-harness";
import { describe, expect, it } from "vitest";
import type { Told } from "../support/news.ts";
import { MIB, Script, Slow, settled } from "./scripted.ts";

const ID = "<1@test>";
const HEAD = "Subject: x\r\n..odd: y\r\n";
const BODY = "..a line\r\n\r\nanother\r\n";
const ARTICLE = `220 0 ${ID}\r\n${HEAD}\r\n${BODY}.\r\n`;

/** How it ended, with all that came. */
async function toldBy({ told }: { readonly told: Told }): Promise<string> {
  const how = await told.ended;
  return how === "reply" ? told.text : `${told.text}[${how}]`;
}

/** Has an article kept. */
async function keep(script: Script, text = ARTICLE): Promise<void> {
  const reading = script.read(`ARTICLE ${ID}`);
  await settled();
  script.last.reply(text);
  expect(await toldBy(reading)).toBe(text);
  await settled();
}

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

describe("an article that many ask for at once", () => {
  it("is fetched once, and everybody gets all of it", async () => {
    const script = new Script();
    const readings = Array.from({ length: 100 }, () => script.read(`ARTICLE ${ID}`));
    await settled();
    expect(script.asked).toHaveLength(1);
    script.last.reply(ARTICLE, 1, 5, 2);
    expect(new Set(await Promise.all(readings.map(toldBy)))).toEqual(new Set([ARTICLE]));
    expect(script.asked).toHaveLength(1);
    expect(script.cache.figures()).toEqual({ hits: {}, collapsed: 99, misses: 1 });
  });

  it("comes to the first as it comes, and to the others when it is complete", async () => {
    const script = new Script();
    const [first, second] = [script.read(`ARTICLE ${ID}`), script.read(`ARTICLE ${ID}`)];
    await settled();
    script.last.write(ARTICLE.slice(0, 30));
    expect(first.told.text).toBe(ARTICLE.slice(0, 30));
    await settled();
    expect(second.told.text).toBe("");
    script.last.write(ARTICLE.slice(30));
    script.last.end(`220 0 ${ID}`);
    expect(await toldBy(first)).toBe(ARTICLE);
    expect(await toldBy(second)).toBe(ARTICLE);
  });

  it("waits for no slow reader, which gets all of it later", async () => {
    const script = new Script();
    const slow = new Slow(1);
    const first = script.read(`ARTICLE ${ID}`, slow);
    slow.handle = first.handle;
    const second = script.read(`ARTICLE ${ID}`);
    await settled();
    script.last.reply(ARTICLE, 3, 3, 3);
    expect(script.last.isPaused).toBe(false);
    expect(await toldBy(second)).toBe(ARTICLE);
    expect(slow.pieces).toBe(1);
    for (let pieces = 2; pieces <= 5; pieces++) {
      first.handle.resume();
      await settled();
    }
    expect(await toldBy(first)).toBe(ARTICLE);
  });

  it("goes on for the others when the first leaves", async () => {
    const script = new Script();
    const [first, second] = [script.read(`ARTICLE ${ID}`), script.read(`ARTICLE ${ID}`)];
    await settled();
    script.last.write(ARTICLE.slice(0, 30));
    first.handle.cancel();
    script.last.write(ARTICLE.slice(30));
    script.last.end(`220 0 ${ID}`);
    expect(await toldBy(second)).toBe(ARTICLE);
    expect(first.told.text).toBe(ARTICLE.slice(0, 30));
  });

  it("goes on for the first when all others leave", async () => {
    const script = new Script();
    const [first, second] = [script.read(`ARTICLE ${ID}`), script.read(`ARTICLE ${ID}`)];
    await settled();
    second.handle.cancel();
    script.last.reply(ARTICLE);
    expect(await toldBy(first)).toBe(ARTICLE);
    await settled();
    expect(second.told.text).toBe("");
  });

  it("that is too large stays with the first, at its speed", async () => {
    const script = new Script({ maxArticleBytes: 1_000 });
    const slow = new Slow(1);
    const first = script.read(`ARTICLE ${ID}`, slow);
    slow.handle = first.handle;
    await settled();
    const { last } = script;
    last.write(LARGE.slice(0, 500));
    expect(last.isPaused).toBe(false);
    last.write(LARGE.slice(500, 1_500));
    expect(last.isPaused).toBe(true);
    last.write(LARGE.slice(1_500));
    last.end(`220 0 ${ID}`);
    for (let pieces = 2; pieces <= 4; pieces++) {
      first.handle.resume();
      await settled();
    }
    expect(last.isPaused).toBe(false);
    expect(await toldBy(first)).toBe(LARGE);
  });
});

describe("when everybody has left", () => {
  it("nothing is fetched that has not begun", async () => {
    const script = new Script();
    const { handle } = script.read(`ARTICLE ${ID}`);
    await settled();
    handle.cancel();
    expect(script.last.isCancelled).toBe(true);
  });

  it("the rest is kept if it is little", async () => {
    const script = new Script();
    const { handle } = script.read(`ARTICLE ${ID}`);
    await settled();
    script.last.write(ARTICLE.slice(0, 30));
    handle.cancel();
    script.last.write(ARTICLE.slice(30));
    script.last.end(`220 0 ${ID}`);
    await settled();
    expect(await toldBy(script.read(`ARTICLE ${ID}`))).toBe(ARTICLE);
    expect(script.asked).toHaveLength(1);
  });

  it("the rest is left if it is much", async () => {
    const script = new Script();
    const { handle } = script.read(`ARTICLE ${ID}`);
    await settled();
    script.last.write(ARTICLE.slice(0, 30));
    handle.cancel();
    script.last.write("x".repeat(MIB / 2));
    expect(script.last.isCancelled).toBe(true);
  });

  it("before the cache was looked at, nobody is asked", async () => {
    const script = new Script();
    script.read(`ARTICLE ${ID}`).handle.cancel();
    script.read(`STAT ${ID}`).handle.cancel();
    await settled();
    expect(script.asked.filter(({ isCancelled }) => !isCancelled)).toEqual([]);
  });
});

it("who waits too long asks by itself, with the time that is left", async () => {
  const script = new Script();
  script.read(`ARTICLE ${ID}`);
  await settled();
  const second = script.read(`ARTICLE ${ID}`, undefined, 100);
  await expect.poll(() => script.asked.length).toBe(2);
  expect(script.last.ask.timeoutMs).toBeLessThanOrEqual(51);
  script.last.reply(ARTICLE);
  expect(await toldBy(second)).toBe(ARTICLE);
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

const LARGE = `220 0 ${ID}\r\n${"x".repeat(2_000)}\r\n.\r\n`;
const SOUND = `220 0 ${ID}\r\n${HEAD}\r\n${yenc("a.bin", Buffer.from("hello")).toString("latin1")}.\r\n`;
const CORRUPT = SOUND.replace(/crc32=./, (found) =>
  found.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")),
);
