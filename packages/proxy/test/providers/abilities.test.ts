import { describe, expect, it } from "vitest";
import { type Able, abilitiesOf, canDo } from "../../src/providers/abilities.ts";
import { request } from "../support/news.ts";

function provider(offers: Record<string, string[]> | undefined, posting = true, configured = true): Able {
  const traits = { posting, compressed: false, offers: offers && new Map(Object.entries(offers)) };
  return { traits, posting: configured };
}

const FULL = provider({ OVER: ["MSGID"], HDR: [], POST: [], IHAVE: [] });
const PLAIN = provider({ OVER: [] }, false);
const OLD = provider(undefined);
const UNKNOWN: Able = { traits: undefined, posting: false };

describe("what providers can", () => {
  it.each([
    ["all of it", [FULL, FULL], { over: "message-ids", hdr: true, posting: true, offering: true }],
    [
      "of reading what all can, of posting what one can",
      [FULL, PLAIN],
      { over: "numbers", hdr: false, posting: true, offering: true },
    ],
    ["what is known of an old one", [OLD], { over: "numbers", hdr: false, posting: true, offering: false }],
    [
      "what those can that are known",
      [FULL, UNKNOWN],
      { over: "message-ids", hdr: true, posting: true, offering: true },
    ],
    [
      "little when none is known",
      [UNKNOWN],
      { over: "numbers", hdr: false, posting: false, offering: false },
    ],
    [
      "no posting where it is not configured",
      [provider({ IHAVE: [] }, true, false)],
      { over: "numbers", hdr: false, posting: false, offering: false },
    ],
  ] as const)("is %s", (_what, providers, abilities) => {
    expect(abilitiesOf(providers)).toEqual(abilities);
  });

  it.each([
    ["OVER <1@x>", "<1@x>", [true, false, true, true]],
    ["OVER 1-2", undefined, [true, true, true, true]],
    ["ARTICLE <1@x>", "<1@x>", [true, true, true, true]],
    ["POST", undefined, [true, false, true, false]],
    ["IHAVE <1@x>", undefined, [true, false, true, false]],
  ] as const)("decides who is asked: %s", (line, messageId, able) => {
    expect([FULL, PLAIN, OLD, UNKNOWN].map((one) => canDo(one, request(line), messageId))).toEqual(able);
  });
});
