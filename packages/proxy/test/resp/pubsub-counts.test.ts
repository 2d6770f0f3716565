import { expect, test } from "vitest";
import { withListeners } from "../../src/resp/pubsub-counts.ts";

test("sessions that share a subscription are counted beside it", () => {
  const counts = [Buffer.from("news"), 3, Buffer.from("weather"), 0];
  const more = (channel: Buffer) => (channel.toString() === "news" ? 4 : 0);
  expect(withListeners(counts, more)).toEqual([Buffer.from("news"), 7, Buffer.from("weather"), 0]);
  expect(withListeners([], more)).toEqual([]);
});
