import { pick, wholeNumber } from "../../random.ts";
import type { Home } from "../home.ts";
import { lineIs, replyIs } from "../model/outcome.ts";
import type { Register } from "../model/register.ts";
import type { Rival } from "../rival.ts";
import type { Session } from "../session.ts";
import { textOf } from "../wire/frame.ts";
import { bytesOf } from "../wire/payload.ts";
import { type Acts, homeOf } from "./act.ts";
import { type Part, transact, type Watching } from "./transact.ts";

export const TRANSACTION_ACTS: Acts = [
  [5, plain],
  [1, refusedPart],
  [1, discarded],
  [0.5, reset],
  [0.7, chatty],
  [2, undisturbed],
  [1.5, disturbed],
  [1, disturbedByItself],
  [0.7, unwatched],
  [0.7, discardedWatch],
];

/** Several commands of one home, the first with a key: it says where all of them go. */
export function parts(session: Session, home: Home): Part[] {
  const { random } = session;
  const keyed = [increment, set, get, push, range, fail];
  const more = Array.from({ length: wholeNumber(random, 0, 4) }, () => pick(random, [...keyed, echo]));
  return [pick(random, keyed), ...more].map((make) => make(session, home));
}

function increment(_: Session, { counter }: Home): Part {
  const { entry } = counter;
  return { args: ["INCR", entry.key], judge: (outcome) => entry.increment(outcome), entries: [entry] };
}

function set({ random }: Session, { registers }: Home): Part {
  return setting(pick(random, registers).entry);
}

function setting(register: Register): Part {
  const value = register.next();
  const args = ["SET", register.key, bytesOf(value)];
  return { args, judge: (outcome) => register.set(value, outcome), entries: [register] };
}

function get({ random }: Session, { registers }: Home): Part {
  const { entry } = pick(random, registers);
  return { args: entry.reading, judge: (outcome) => entry.read(outcome), entries: [entry] };
}

function push(_: Session, { list }: Home): Part {
  const { entry } = list;
  const token = entry.next();
  return {
    args: ["RPUSH", entry.key, token],
    judge: (outcome) => entry.pushed(token, outcome),
    entries: [entry],
  };
}

function range(_: Session, { list }: Home): Part {
  const { entry } = list;
  return { args: entry.reading, judge: (outcome) => entry.read(outcome), entries: [entry] };
}

function echo(session: Session): Part {
  const text = `${session.name}!${session.random()}`;
  return { args: ["ECHO", text], judge: replyIs(text, (frame) => textOf(frame) === text) };
}

function fail(session: Session, { place }: Home): Part {
  const text = `${session.name}!${session.random()}`;
  const args = ["EVAL", `return redis.error_reply('MINE ${text}')`, "1", `x{${place.tag}}`];
  return { args, judge: () => undefined, fails: new RegExp(`^MINE ${text}$`) };
}

function plain(session: Session): void {
  transact(session, parts(session, homeOf(session)), { ends: "EXEC" });
}

function refusedPart(session: Session): void {
  const [home, other] = session.homes;
  const refusals: readonly Pick<Part, "args" | "refused">[] = [
    { args: ["NOSUCHCOMMAND"], refused: /^ERR unknown command 'NOSUCHCOMMAND'/ },
    { args: ["GET"], refused: /^ERR wrong number of arguments for 'get' command$/ },
    { args: ["SELECT", "0"], refused: /^ERR Command not allowed inside a transaction$/ },
    {
      args: ["MGET", `x{${home!.place.tag}}`, `x{${other!.place.tag}}`],
      refused: /^CROSSSLOT Keys in request don't hash to the same slot$/,
    },
  ];
  const bad: Part = { ...pick(session.random, refusals), judge: () => undefined };
  const good = parts(session, home!);
  good.splice(wholeNumber(session.random, 0, good.length), 0, bad);
  transact(session, good, { ends: "EXEC" });
}

function discarded(session: Session): void {
  transact(session, parts(session, homeOf(session)), { ends: "DISCARD" });
}

function reset(session: Session): void {
  if (!session.channels.any) transact(session, parts(session, homeOf(session)), { ends: "RESET" });
}

/** Waits for each `QUEUED`, as people do. */
async function chatty(session: Session): Promise<void> {
  if (!(await session.line.until(0))) return;
  transact(session, parts(session, homeOf(session)), { ends: "EXEC", isChatty: true });
  await session.line.until(0);
}

function watch(session: Session, register: Register): Watching {
  const watching: Watching = { hasChanged: false, isRefused: false };
  session.command(["WATCH", register.key], (outcome) => {
    if (outcome.kind !== "reply") watching.isRefused = true;
    return lineIs("OK")(outcome);
  });
  session.command(register.reading, (outcome) => register.read(outcome), { entries: [register] });
  return watching;
}

/** Changes what is watched, by a second session. Whether it surely did. */
async function disturb(register: Register, rival: Rival, session: Session): Promise<boolean> {
  const value = register.next();
  const outcome = await rival.ask(["SET", register.key, bytesOf(value)]);
  const complaint = register.set(value, outcome);
  if (complaint !== undefined) session.complain(complaint, [register]);
  return outcome.kind === "reply";
}

/** Nothing comes between `WATCH` and `EXEC`. */
async function undisturbed(session: Session): Promise<void> {
  const home = homeOf(session);
  const { entry } = home.watched;
  const watching = watch(session, entry);
  if (session.random() < 0.5 && !(await session.line.until(0))) return;
  transact(session, [...parts(session, home), setting(entry)], { ends: "EXEC", watching });
}

/** A second session changes what is watched. */
async function disturbed(session: Session, rival: Rival): Promise<void> {
  const home = homeOf(session);
  const { entry } = home.watched;
  const watching = watch(session, entry);
  if (!(await session.line.until(0))) return;
  watching.hasChanged = await disturb(entry, rival, session);
  if (!session.isConnected) return;
  transact(session, [...parts(session, home), setting(entry)], { ends: "EXEC", watching });
}

/** The session itself changes what it watches, all in one go. */
function disturbedByItself(session: Session): void {
  const home = homeOf(session);
  const { entry } = home.watched;
  const watching = watch(session, entry);
  const value = entry.next();
  session.command(
    ["SET", entry.key, bytesOf(value)],
    (outcome) => {
      if (outcome.kind === "reply") watching.hasChanged = true;
      return entry.set(value, outcome);
    },
    { entries: [entry] },
  );
  transact(session, parts(session, home), { ends: "EXEC", watching });
}

/** What was watched, and is not any more, changes: the transaction runs all the same. */
async function unwatched(session: Session, rival: Rival): Promise<void> {
  const home = homeOf(session);
  const { entry } = home.watched;
  const watching = watch(session, entry);
  let isOver = false;
  session.command(["UNWATCH"], (outcome) => {
    isOver = outcome.kind === "reply";
    return lineIs("OK")(outcome);
  });
  if (!(await session.line.until(0))) return;
  await disturb(entry, rival, session);
  if (!session.isConnected) return;
  transact(session, parts(session, home), isOver ? { ends: "EXEC" } : { ends: "EXEC", watching });
}

/** The same, by `DISCARD`. */
async function discardedWatch(session: Session, rival: Rival): Promise<void> {
  const home = homeOf(session);
  const { entry } = home.watched;
  const watching = watch(session, entry);
  transact(session, parts(session, home), { ends: "DISCARD", watching });
  if (!(await session.line.until(0))) return;
  await disturb(entry, rival, session);
  if (!session.isConnected) return;
  transact(
    session,
    parts(session, home),
    session.world.isCalm ? { ends: "EXEC" } : { ends: "EXEC", watching },
  );
}
