import { library, textArticle } from "fairlead-harness";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Circumstances, isCutOff, judgeById, judgeInGroup, judgeNoGroup } from "../src/news/judge.ts";
import { Oracle } from "../src/news/oracle.ts";
import { Replies } from "../src/news/replies.ts";
import { GROUP, makeStock } from "../src/news/stock.ts";
import { seededRandom } from "../src/random.ts";

const CALM: Circumstances = {
  mode: "hybrid",
  unreachable: false,
  someTroubled: false,
  allTroubled: false,
  allLack: false,
  someLack: true,
};
const RIGHT = Buffer.from("220 0 <a@b>\r\nSubject: x\r\n\r\ntext\r\n.\r\n");
const MISSING = Buffer.from("430 No such article\r\n");
const AWAY = Buffer.from("403 No provider\r\n");
const LOST = Buffer.from("412 lost\r\n");

describe("what a reader of news is told", () => {
  test("is right if every byte is", () => {
    expect(judgeById(RIGHT, RIGHT, CALM)).toBe("right");
    for (const other of [
      RIGHT.subarray(0, -1),
      Buffer.concat([RIGHT, RIGHT]),
      Buffer.from("220 0 <a@b>\r\n.\r\n"),
    ]) {
      expect(judgeById(other, RIGHT, { ...CALM, unreachable: true, allLack: true })).toBe("wrong");
    }
  });

  test("is not that an article is missing which a provider has, or that nobody can be asked who can", () => {
    expect(judgeById(MISSING, RIGHT, CALM)).toBe("wrong");
    expect(judgeById(MISSING, RIGHT, { ...CALM, unreachable: true })).toBe("wrong");
    expect(judgeById(MISSING, RIGHT, { ...CALM, allLack: true })).toBe("excused");
    expect(judgeById(MISSING, RIGHT, { ...CALM, mode: "stateful" })).toBe("excused");
    expect(judgeById(AWAY, RIGHT, { ...CALM, allLack: true })).toBe("wrong");
    expect(judgeById(AWAY, RIGHT, { ...CALM, unreachable: true })).toBe("excused");
  });

  test("is that the group is lost, or there is none, only when its provider was struck, or all were", () => {
    expect(judgeInGroup(LOST, RIGHT, CALM)).toBe("wrong");
    expect(judgeInGroup(LOST, RIGHT, { ...CALM, unreachable: true })).toBe("excused");
    expect(judgeNoGroup(AWAY, { ...CALM, someTroubled: true })).toBe("wrong");
    expect(judgeNoGroup(AWAY, { ...CALM, allTroubled: true })).toBe("excused");
  });

  test("may end in the middle, and nowhere else", () => {
    expect(isCutOff(RIGHT.subarray(0, 20), RIGHT)).toBe(true);
    expect(isCutOff(RIGHT, RIGHT)).toBe(false);
    expect(isCutOff(Buffer.from("220 0 <c@d>\r\n"), RIGHT)).toBe(false);
  });
});

test("replies are taken out of what comes, however it is split", () => {
  const replies = [RIGHT, MISSING, Buffer.from("222 0 <a@b>\r\n.\r\n"), LOST];
  const all = Buffer.concat(replies);
  fc.assert(
    fc.property(fc.array(fc.nat(all.length)), (cuts) => {
      const reader = new Replies();
      const found: string[] = [];
      const points = [0, ...cuts.sort((a, b) => a - b), all.length];
      for (let index = 1; index < points.length; index++) {
        reader.add(all.subarray(points[index - 1], points[index]));
        for (let reply = reader.next(); reply !== undefined; reply = reader.next()) found.push(String(reply));
      }
      expect(found).toEqual(replies.map(String));
      expect(reader.rest.length).toBe(0);
    }),
  );
});

test("the oracle knows where its reader is", async () => {
  const articles = [1, 2].map((seed) => textArticle({ seed, groups: [GROUP] }));
  const oracle = new Oracle(library({ groups: [GROUP], articles }));
  expect(String(await oracle.reply("NEXT"))).toMatch(/^412 /);
  expect(String(await oracle.reply(`GROUP ${GROUP}`))).toBe(`211 2 1 2 ${GROUP}\r\n`);
  expect(String(await oracle.reply("NEXT"))).toBe(`223 2 ${articles[1]!.messageId}\r\n`);
});

test("of a stock no two providers have as many articles, and each article is somewhere", () => {
  for (let seed = 0; seed < 5; seed++) {
    const { all, byProvider } = makeStock(seededRandom(seed), 3);
    expect(new Set(byProvider.map(({ length }) => length)).size).toBe(3);
    expect(all.every((article) => byProvider.some((articles) => articles.includes(article)))).toBe(true);
  }
});
