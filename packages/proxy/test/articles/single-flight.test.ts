import { describe, expect, it } from "vitest";
import { ARTICLE, ID, LARGE, MIB, Script, Slow, settled, toldBy } from "./scripted.ts";

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

  it("waits for a slow reader when there is no room for what it has still to take, unless it leaves", async () => {
    const script = new Script({ memoryBytes: 30 });
    const slow = new Slow(1);
    const first = script.read(`ARTICLE ${ID}`, slow);
    slow.handle = first.handle;
    const second = script.read(`ARTICLE ${ID}`);
    await settled();
    const { last } = script;
    last.write(ARTICLE.slice(0, 20));
    last.write(ARTICLE.slice(20, 45));
    expect(last.isPaused).toBe(false);
    last.write(ARTICLE.slice(45, 55));
    expect(last.isPaused).toBe(true);
    first.handle.cancel();
    expect(last.isPaused).toBe(false);
    last.write(ARTICLE.slice(55));
    last.end(`220 0 ${ID}`);
    expect(await toldBy(second)).toBe(ARTICLE);
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
