import { describe, expect, it } from "vitest";
import { advance, needsArticle, type Place, replay, replayed } from "../../src/nntp/group.ts";
import { requestOf } from "../../src/nntp/request.ts";

/** Where a session is that has sent these and got those. */
function after(...exchanges: readonly [string, string][]): Place | undefined {
  let place: Place | undefined;
  for (const [line, text] of exchanges) {
    place = advance(place, "one", requestOf(line)!, Number(text.slice(0, 3)), text);
  }
  return place;
}

const IN: [string, string] = ["GROUP misc.test", "211 5 10 20 misc.test"];
const at = (number: string | undefined, group = "misc.test") => ({ provider: "one", group, number });

describe("the place of a session", () => {
  it.each<[string, readonly [string, string][], Place | undefined]>([
    ["none at first", [], undefined],
    ["the first article of a group", [IN], at("10")],
    ["no article of an empty group", [["GROUP a.b", "211 0 0 0 a.b"]], at(undefined, "a.b")],
    ["as it was when GROUP fails", [IN, ["GROUP x", "411 no"]], at("10")],
    ["the article that was read", [IN, ["ARTICLE 12", "220 12 <a@b>"]], at("12")],
    ["the article that NEXT goes to", [IN, ["NEXT", "223 11 <a@b>"]], at("11")],
    ["as it was when NEXT fails", [IN, ["NEXT", "421 no"]], at("10")],
    ["as it was when a number is not there", [IN, ["STAT 15", "423 no"]], at("10")],
    ["as it was when a message-id is read", [IN, ["BODY <a@b>", "222 15 <a@b>"]], at("10")],
    ["as it was when a range is read", [IN, ["OVER 12-15", "224 follows"]], at("10")],
    ["as it was when a reply has no number", [IN, ["HEAD", "221 0 <a@b>"]], at("10")],
    [
      "the first article again after LISTGROUP",
      [IN, ["STAT 12", "223 12 <a>"], ["LISTGROUP", "211 5 10 20 misc.test list"]],
      at("10"),
    ],
    ["in the group that LISTGROUP names", [IN, ["LISTGROUP a.b 5-", "211 5 3 9 a.b list"]], at("3", "a.b")],
    ["as it was when something else gets a 211", [IN, ["XNEW x", "211 1 2 3 x"]], at("10")],
    ["none while LISTGROUP has no group", [["LISTGROUP", "412 no"]], undefined],
  ])("is %s", (_, exchanges, place) => {
    expect(after(...exchanges)).toEqual(place);
  });
});

describe("a replay", () => {
  it("selects the group, then the article if there is one", () => {
    const lines = (place: Place) => replay(place).map(({ bytes }) => bytes.toString());
    expect(lines(at("12"))).toEqual(["GROUP misc.test\r\n", "STAT 12\r\n"]);
    expect(lines(at(undefined))).toEqual(["GROUP misc.test\r\n"]);
  });

  it.each([
    ["GROUP", 211, "there"],
    ["GROUP", 411, "lost"],
    ["GROUP", 403, "lost"],
    ["GROUP", 400, "unavailable"],
    ["GROUP", 480, "unavailable"],
    ["STAT", 223, "there"],
    ["STAT", 423, "no-article"],
    ["STAT", 400, "unavailable"],
  ] as const)("takes %s %i as %s", (command, status, meaning) => {
    const [group, stat] = replay(at("12"));
    expect(replayed(command === "GROUP" ? group! : stat!, status)).toBe(meaning);
  });

  it("matters to requests about the current article", () => {
    for (const line of ["NEXT", "LAST", "ARTICLE", "STAT", "OVER", "HDR Subject", "XHDR x"]) {
      expect(needsArticle(requestOf(line)!), line).toBe(true);
    }
    for (const line of ["GROUP x", "LISTGROUP", "STAT 5", "OVER 1-", "HDR Subject 1", "BODY <a@b>", "XNEW"]) {
      expect(needsArticle(requestOf(line)!), line).toBe(false);
    }
  });
});
