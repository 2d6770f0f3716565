import { expect, it } from "vitest";
import { Collected } from "../../src/resp/collected.ts";
import type { Exchange } from "../../src/resp/exchange.ts";

it("tells each command once, in order, and of those that a server has refused why", () => {
  const { replies, request } = recorder();
  const collected = new Collected(request("MULTI"));
  collected.add(request("a"));
  collected.flush();
  expect(replies).toEqual(["MULTI +OK", "a +QUEUED"]);
  collected.add(request("b"));
  collected.add(request("c"));
  expect(collected.confirmed).toBe(false);
  collected.confirm(new Map([[1, "ERR no"]]));
  collected.confirm();
  expect(replies.slice(2)).toEqual(["b -ERR no", "c +QUEUED"]);
  expect(collected.confirmed).toBe(true);
});

it("tells MULTI what the server says of it", () => {
  const { replies, request } = recorder();
  const collected = new Collected(request("MULTI"));
  collected.add(request("a"));
  collected.confirm(new Map([[-1, "NOPERM no"]]));
  expect(replies).toEqual(["MULTI -NOPERM no", "a +QUEUED"]);
});

it("keeps the order of those that come while others are told", () => {
  const { replies, request } = recorder();
  const late = request("c");
  const collected: Collected = new Collected(request("MULTI"));
  collected.add(request("a", () => collected.refuse(late, "ERR too late")));
  collected.add(request("b"));
  collected.confirm();
  expect(replies).toEqual(["MULTI +OK", "a +QUEUED", "b +QUEUED", "c -ERR too late"]);
});

/** Requests that note their replies, and what is to happen with them. */
function recorder() {
  const replies: string[] = [];
  const request = (name: string, then?: () => void): Exchange => {
    const reply = (bytes: Buffer) => {
      replies.push(`${name} ${bytes.toString().trim()}`);
      then?.();
    };
    return { from: 0, to: 10, reply } as unknown as Exchange;
  };
  return { replies, request };
}
