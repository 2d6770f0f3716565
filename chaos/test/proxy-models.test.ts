import { describe, expect, test } from "vitest";
import { Counter } from "../src/proxy/model/counter.ts";
import { List } from "../src/proxy/model/list.ts";
import { asIf, UNKNOWN, UNRUN } from "../src/proxy/model/outcome.ts";
import { Queue } from "../src/proxy/model/queue.ts";
import { Register } from "../src/proxy/model/register.ts";
import { fateOf } from "../src/proxy/wire/fate.ts";
import type { Frame } from "../src/proxy/wire/frame.ts";

const PLACE = { tag: "t", shard: 0 };
const number = (value: number) => asIf(":", String(value));
const bulk = (text: string): Frame => ({ type: "$", text: "", bytes: Buffer.from(text), items: undefined });
const NULL: Frame = { type: "_", text: "_", bytes: undefined, items: undefined };
const list = (...texts: string[]): Frame => ({
  type: "*",
  text: "",
  bytes: undefined,
  items: texts.map(bulk),
});
const itself = (frame: Frame): Frame => frame;

describe("a counter", () => {
  test("takes the next number only", () => {
    const counter = new Counter("k", PLACE);
    expect(counter.increment(number(1))).toBeUndefined();
    expect(counter.increment(UNRUN)).toBeUndefined();
    expect(counter.increment(number(3))).toBe(":3 instead of 2");
    expect(counter.readFrame(bulk("1"))).toBeUndefined();
    expect(counter.readFrame(bulk("2"))).toBeDefined();
  });

  test("leaves open whether what nobody knows of ran, once", () => {
    const counter = new Counter("k", PLACE);
    counter.increment(UNKNOWN);
    expect(counter.isUncertain).toBe(true);
    expect(counter.readFrame(NULL)).toBeUndefined();
    expect(counter.increment(number(2))).toBeUndefined();
    expect(counter.increment(number(4))).toBe(":4 instead of 3");
  });
});

describe("a register", () => {
  test("has the last value that was acknowledged, or one that nobody knows of", () => {
    const register = new Register("k", PLACE);
    const [one, two] = [register.next(), register.next()];
    register.wrote(one, asIf("+", "OK"));
    expect(register.readFrame(bulk(one.marker))).toBeUndefined();
    expect(register.readFrame(bulk(two.marker))).toBeDefined();
    register.wrote(two, UNKNOWN);
    expect([one, two].map(({ marker }) => register.readFrame(bulk(marker)))).toEqual([undefined, undefined]);
    expect(register.readFrame(NULL)).toBeDefined();
    register.wrote(undefined, UNKNOWN);
    expect(register.readFrame(NULL)).toBeUndefined();
    expect(register.deletable()).toEqual([0, 1]);
  });
});

describe("a list", () => {
  test("gives its tokens in order, each once", () => {
    const own = new List("k", PLACE);
    const [a, b] = [own.next(), own.next()];
    expect([a, b].map((token, at) => own.pushed(token, number(at + 1)))).toEqual([undefined, undefined]);
    expect(own.readFrame(list(a, b))).toBeUndefined();
    expect(own.readFrame(list(b, a))).toBeDefined();
    expect(own.popped({ kind: "reply", frame: bulk(b) }, itself)).toBe(
      `${JSON.stringify(b)} instead of ${a}`,
    );
    expect(own.popped({ kind: "reply", frame: bulk(b) }, itself)).toBeUndefined();
    expect(own.popped({ kind: "reply", frame: NULL }, itself)).toBeUndefined();
  });
});

describe("a queue", () => {
  test("may skip a token that was not acknowledged yet, and no other", () => {
    const queue = new Queue("k", PLACE);
    const [a, b, c] = [queue.next(), queue.next(), queue.next()];
    const pop = (token: string) => queue.popped({ kind: "reply", frame: bulk(token) }, itself);
    queue.pushed(b, number(1));
    expect(pop(b)).toBeUndefined();
    expect(pop(b)).toBe(`${b} came twice, or too late`);
    expect(pop(a)).toBe(`${a} came twice, or too late`);
    expect(pop("other")).toBe("other was never pushed to k");
    queue.pushed(c, number(1));
    expect(queue.readFrame(list(c))).toBeUndefined();
    expect(queue.readFrame(list())).toBeDefined();
  });
});

test.each([
  ["CLUSTERDOWN proxy: no way to 127.0.0.1:1 in time", "unrun"],
  ["TRYAGAIN proxy: the slot is moving to another node", "unrun"],
  ["ERR proxy: connection to 127.0.0.1:1 lost, outcome unknown", "unknown"],
  ["ERR proxy: partial failure, 1 of 2 parts failed: CLUSTERDOWN x", "unknown"],
  ["EXECABORT Transaction discarded because of: TRYAGAIN x", "unrun"],
  ["MOVED 1 127.0.0.1:1", "forbidden"],
  ["EXECABORT Transaction discarded because of: MOVED 1 127.0.0.1:1", "forbidden"],
  ["ERR proxy: partial failure, 1 of 2 parts failed: ASK 1 127.0.0.1:1", "forbidden"],
  ["WRONGTYPE Operation against a key holding the wrong kind of value", "forbidden"],
])("%j means of its command: %s", (text, fate) => {
  expect(fateOf(text)).toBe(fate);
});
