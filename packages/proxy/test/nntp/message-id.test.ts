import { describe, expect, it } from "vitest";
import { isMessageId } from "../../src/nntp/message-id.ts";

describe("a message-id", () => {
  it.each(["<a>", "<a@b>", "<a<b@c>", `<${"x".repeat(248)}>`])("can be %s", (word) => {
    expect(isMessageId(word)).toBe(true);
  });

  it.each([
    "",
    "<>",
    "a@b",
    "<a@b",
    "a@b>",
    "<a b>",
    "<a>b>",
    "<a\tb>",
    "<ä@b>",
    "<a>\n",
    `<${"x".repeat(249)}>`,
  ])("can't be %j", (word) => {
    expect(isMessageId(word)).toBe(false);
  });
});
