import { setTimeout as sleep } from "node:timers/promises";
import { replyIs, wrong } from "../model/outcome.ts";
import type { Queue } from "../model/queue.ts";
import type { Rival } from "../rival.ts";
import type { Session } from "../session.ts";
import { type Frame, textOf } from "../wire/frame.ts";
import { type Acts, homeOf } from "./act.ts";

const BRIEFLY = "0.02";
const FOR_A_PUSH = "0.5";
const BEFORE_PUSH_MS = 10;

/** Commands that wait for somebody else. */
export const BLOCKING_ACTS: Acts = [
  [1, ownList],
  [0.7, nothing],
  [1.5, pushed],
  [0.7, moved],
];

const behindKey = (frame: Frame): Frame | undefined => (frame.type === "_" ? frame : frame.items?.[1]);

/** There is something already, or will not be: it is known which. */
function ownList(session: Session): void {
  const list = homeOf(session).list.entry;
  session.command(["BLPOP", list.key, BRIEFLY], (outcome) => list.popped(outcome, behindKey), {
    entries: [list],
  });
}

/** Nobody pushes; what is pipelined behind it waits, and comes in its turn. */
function nothing(session: Session): void {
  const key = `${session.name}:{${homeOf(session).place.tag}}:nothing`;
  const text = `${session.name}!${session.random()}`;
  const none = (): string => (session.protocol === 3 ? "_" : "*-1");
  session.command(["BLPOP", key, BRIEFLY], (outcome) =>
    outcome.kind === "reply" && outcome.frame.text !== none() ? wrong(none(), outcome.frame) : undefined,
  );
  session.command(
    ["ECHO", text],
    replyIs(text, (frame) => textOf(frame) === text),
  );
}

/** A second session pushes what this one waits for. */
async function pushed(session: Session, rival: Rival): Promise<void> {
  const queue = homeOf(session).queue.entry;
  session.command(["BLPOP", queue.key, FOR_A_PUSH], (outcome) => queue.popped(outcome, behindKey), {
    entries: [queue],
  });
  session.line.flush();
  await sleep(session.random() * BEFORE_PUSH_MS);
  await push(queue, rival);
  if (session.isConnected) await session.line.until(0);
}

async function moved(session: Session, rival: Rival): Promise<void> {
  const home = homeOf(session);
  const queue = home.queue.entry;
  const to = `${session.name}:{${home.place.tag}}:moved`;
  const args = ["BLMOVE", queue.key, to, "LEFT", "RIGHT", FOR_A_PUSH];
  session.command(args, (outcome) => queue.popped(outcome, (frame) => frame), { entries: [queue] });
  session.line.flush();
  await push(queue, rival);
  if (session.isConnected) await session.line.until(0);
}

export async function push(queue: Queue, rival: Rival): Promise<void> {
  const token = queue.next();
  queue.pushed(token, await rival.ask(["RPUSH", queue.key, token]));
}
