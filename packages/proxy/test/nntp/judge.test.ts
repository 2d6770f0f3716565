import { describe, expect, it } from "vitest";
import { judge } from "../../src/nntp/judge.ts";

describe("a reply to a request by message-id", () => {
  it.each([
    [220, "final"],
    [430, "miss"],
    [451, "miss"],
    [400, "unavailable"],
    [401, "unavailable"],
    [480, "unavailable"],
    [481, "unavailable"],
    [482, "unavailable"],
    [483, "unavailable"],
    [502, "unavailable"],
    [403, "unable"],
    [500, "unable"],
    [503, "unable"],
    [412, "unable"],
    [423, "unable"],
    [501, "unable"],
  ] as const)("%i is %s", (status, judgement) => {
    expect(judge("ARTICLE", status, true)).toBe(judgement);
    expect(judge("HDR", status, true)).toBe(judgement);
  });
});

describe("a reply to any other request", () => {
  it.each([
    ["GROUP", 211, "final"],
    ["GROUP", 411, "final"],
    ["ARTICLE", 423, "final"],
    ["ARTICLE", 430, "final"],
    ["ARTICLE", 451, "final"],
    ["POST", 440, "final"],
    ["IHAVE", 435, "final"],
    ["NEWNEWS", 502, "unable"],
    ["LIST", 503, "unable"],
    ["DATE", 403, "unable"],
    ["LIST", 400, "unavailable"],
    ["GROUP", 480, "unavailable"],
  ] as const)("%s %i is %s", (command, status, judgement) => {
    expect(judge(command, status, false)).toBe(judgement);
  });

  it("is not judged as a read where it is an offer of an article", () => {
    expect(judge("IHAVE", 430, true)).toBe("final");
  });
});
