import { describe, expect, test } from "vitest";
import { type ChannelHistory, checkChannel, type Heard } from "../src/history/channels.ts";

const published = Array.from({ length: 6 }, (_, sequence) => ({
  sequence,
  receivers: 1 as number | undefined,
}));

function kinds(heard: readonly Heard[], more: Partial<ChannelHistory> = {}): string[] {
  const history = { channel: "c", sharded: true, published, heard, ...more };
  return checkChannel(history).map(({ kind }) => kind);
}

describe("a channel's history", () => {
  test("is clean when every message came once and in order, or a gap was told where some are missing", () => {
    expect(kinds([0, 1, 2, 3, 4, 5])).toEqual([]);
    expect(kinds([0, 1, "gap", 4, 5])).toEqual([]);
  });

  test("has a finding for a message that came twice, was never published, or came late", () => {
    expect(kinds([0, 1, 1])).toContain("duplicated");
    expect(kinds([0, 1, 99])).toContain("wrong");
    expect(kinds([0, "gap", 2, 1])).toContain("wrong");
  });

  test("has a finding for each message that arrived and was not given, unless a gap was told", () => {
    expect(kinds([0, 1, 4])).toEqual(["lost", "lost"]);
  });

  test("says nothing of messages that may not have arrived", () => {
    const unsure = published.map((message) => ({
      ...message,
      receivers: message.sequence === 2 ? undefined : 0,
    }));
    expect(kinds([0, 1, 4], { published: unsure })).toEqual([]);
    expect(kinds([0, 1, "gap", 4, 2], { published: unsure })).toEqual([]);
    expect(kinds([0, 4, 1], { sharded: false })).toEqual([]);
  });
});
