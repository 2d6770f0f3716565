import { pick, wholeNumber } from "../../random.ts";
import { replyIs, wrong } from "../model/outcome.ts";
import type { Register } from "../model/register.ts";
import type { Session } from "../session.ts";
import { textOf } from "../wire/frame.ts";
import { bytesOf, isPayload, payload } from "../wire/payload.ts";
import { type Acts, homeOf } from "./act.ts";

const KIB = 1024;
/** Most large values are small ones of their kind. */
const LARGE_BYTES = [KIB, KIB, KIB, 4 * KIB, 4 * KIB, 20 * KIB, 70 * KIB, 70 * KIB, 300 * KIB];
const HUGE_BYTES = 3 * KIB * KIB;
const MOST_IN_LIST = 20;

/** Plain commands on a session's own keys. */
export const KEY_ACTS: Acts = [
  [10, set],
  [10, get],
  [8, increment],
  [5, push],
  [4, pop],
  [2, range],
  [3, setMany],
  [4, getMany],
  [2, deleteMany],
  [3, run],
  [2, setLarge],
  [2, getLarge],
  [0.05, setHuge],
];

function registerOf(session: Session): Register {
  return pick(session.random, homeOf(session).registers).entry;
}

function set(session: Session): void {
  const register = registerOf(session);
  const value = register.next();
  session.command(["SET", register.key, bytesOf(value)], (outcome) => register.set(value, outcome), {
    entries: [register],
  });
}

function get(session: Session): void {
  const register = registerOf(session);
  session.command(register.reading, (outcome) => register.read(outcome), { entries: [register] });
}

function increment(session: Session): void {
  const counter = homeOf(session).counter.entry;
  session.command(["INCR", counter.key], (outcome) => counter.increment(outcome), { entries: [counter] });
}

function push(session: Session): void {
  const list = homeOf(session).list.entry;
  if (list.length > MOST_IN_LIST) return;
  const token = list.next();
  session.command(["RPUSH", list.key, token], (outcome) => list.pushed(token, outcome), { entries: [list] });
}

function pop(session: Session): void {
  const list = homeOf(session).list.entry;
  session.command(["LPOP", list.key], (outcome) => list.popped(outcome, (frame) => frame), {
    entries: [list],
  });
}

function range(session: Session): void {
  const list = homeOf(session).list.entry;
  session.command(list.reading, (outcome) => list.read(outcome), { entries: [list] });
}

/** A register of each of some homes, in any order. */
function registersOf(session: Session): Register[] {
  const count = wholeNumber(session.random, 1, session.homes.length);
  const all = session.homes.map(({ registers }) => pick(session.random, registers).entry);
  return all.sort(() => session.random() - 0.5).slice(0, count);
}

function setMany(session: Session): void {
  const registers = registersOf(session);
  const values = registers.map((register) => register.next());
  const pairs = registers.flatMap(({ key }, at) => [key, bytesOf(values[at]!)]);
  session.command(
    ["MSET", ...pairs],
    (outcome) => registers.map((register, at) => register.set(values[at]!, outcome)).find(Boolean),
    { entries: registers },
  );
}

function getMany(session: Session): void {
  const registers = registersOf(session);
  session.command(
    ["MGET", ...registers.map(({ key }) => key)],
    (outcome) => {
      if (outcome.kind !== "reply") return undefined;
      const { items, type } = outcome.frame;
      if (type !== "*" || items?.length !== registers.length) return wrong("as many values", outcome.frame);
      return registers.map((register, at) => register.readFrame(items[at]!)).find(Boolean);
    },
    { entries: registers },
  );
}

function deleteMany(session: Session): void {
  const registers = registersOf(session);
  session.command(
    [pick(session.random, ["DEL", "UNLINK"]), ...registers.map(({ key }) => key)],
    (outcome) => {
      const bounds = registers.map((register) => register.deletable());
      for (const register of registers) register.wrote(undefined, outcome);
      if (outcome.kind !== "reply") return undefined;
      const count = Number(textOf(outcome.frame));
      const [least, most] = [0, 1].map((end) => bounds.reduce((sum, bound) => sum + bound[end]!, 0));
      return count >= least! && count <= most! ? undefined : wrong(`${least} to ${most}`, outcome.frame);
    },
    { entries: registers },
  );
}

/** A script that counts up, and says what it was given. */
function run(session: Session): void {
  const counter = homeOf(session).counter.entry;
  const value = payload(
    `${session.name}!${session.random()}`,
    pick(session.random, [0, 0, 0, 2_000, 40_000]),
  );
  const script = "return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}";
  session.command(
    ["EVAL", script, "1", counter.key, bytesOf(value)],
    (outcome) => {
      if (outcome.kind !== "reply") return counter.increment(outcome);
      const [key, given, count] = outcome.frame.items ?? [];
      const same = textOf(key) === counter.key && given !== undefined && isPayload(given, value);
      if (!same || count === undefined) return wrong("what the script was given", outcome.frame);
      return counter.increment({ kind: "reply", frame: count });
    },
    { entries: [counter] },
  );
}

function setLarge(session: Session): void {
  setSized(session, pick(session.random, LARGE_BYTES));
}

function setHuge(session: Session): void {
  setSized(session, HUGE_BYTES);
}

function setSized(session: Session, sizeBytes: number): void {
  const register = homeOf(session).large.entry;
  const value = register.next(sizeBytes);
  session.command(["SET", register.key, bytesOf(value)], (outcome) => register.set(value, outcome), {
    entries: [register],
  });
  getLarge(session);
}

function getLarge(session: Session): void {
  const register = homeOf(session).large.entry;
  session.command(register.reading, (outcome) => register.read(outcome), { entries: [register] });
  // What comes behind a large reply must not be a part of it.
  const marker = `${session.name}!${session.random()}`;
  session.command(
    ["ECHO", marker],
    replyIs(marker, (frame) => textOf(frame) === marker),
  );
}
