import { setTimeout as sleep } from "node:timers/promises";
import { UNKNOWN, UNRUN } from "../model/outcome.ts";
import type { Rival } from "../rival.ts";
import type { Session } from "../session.ts";
import { bytesOf } from "../wire/payload.ts";
import { type Acts, homeOf } from "./act.ts";
import { push } from "./blocking.ts";
import { sayHello } from "./client.ts";
import { transact } from "./transact.ts";
import { parts } from "./transactions.ts";

/** Ends of a connection in every state. */
export const VANISHING_ACTS: Acts = [
  [0.3, amidPipeline],
  [0.3, amidRequest],
  [0.3, amidTransaction],
  [0.3, amidWatch],
  [0.3, amidBlock],
  [0.2, amidReplies],
  [0.3, quit],
];

const SOON_MS = 5;
/** There is never less in flight than nothing: the connection has to end. */
const OVER = -1;
const ROUND_TRIPS = 5;
const BETWEEN_MS = 60;

function vanish(session: Session): void {
  session.line.flush();
  session.line.drop(session.random() < 0.5);
}

async function soon(session: Session): Promise<void> {
  session.line.flush();
  if (session.random() < 0.7) await sleep(session.random() * SOON_MS);
}

async function amidPipeline(session: Session): Promise<void> {
  for (let n = 0; n < 5; n++) {
    const counter = homeOf(session).counter.entry;
    session.command(["INCR", counter.key], (outcome) => counter.increment(outcome), { entries: [counter] });
  }
  await soon(session);
  vanish(session);
}

/** Half a request is none. */
async function amidRequest(session: Session): Promise<void> {
  const { key } = homeOf(session).counter.entry;
  const whole = `*2\r\n$4\r\nINCR\r\n$${key.length}\r\n${key}\r\n`;
  session.line.sendPiece(whole.slice(0, 1 + Math.floor(session.random() * (whole.length - 1))));
  await soon(session);
  vanish(session);
}

async function amidTransaction(session: Session): Promise<void> {
  transact(session, parts(session, homeOf(session)), { ends: "nothing" });
  await soon(session);
  vanish(session);
}

async function amidWatch(session: Session): Promise<void> {
  const home = homeOf(session);
  session.command(["WATCH", home.watched.entry.key], () => undefined);
  if (session.random() < 0.5) transact(session, parts(session, home), { ends: "nothing" });
  await soon(session);
  vanish(session);
}

/** Whoever is gone gets nothing: what is pushed later stays. */
async function amidBlock(session: Session, rival: Rival): Promise<void> {
  const queue = homeOf(session).queue.entry;
  const { protocol } = session;
  session.command(["BLPOP", queue.key, "5"], (outcome) => queue.popped(outcome, ({ items }) => items?.[1]), {
    ifLost: queue.isEmpty ? UNRUN : UNKNOWN,
  });
  await soon(session);
  vanish(session);
  if (session.world.isCalm && (await isForgotten(session, protocol, queue.key))) await push(queue, rival);
  else queue.isUncertain = true;
}

/** Goes the way that the proxy's words to the server went, until these must have arrived; `false` if it can't. */
async function isForgotten(session: Session, protocol: 2 | 3, key: string): Promise<boolean> {
  await session.connect();
  sayHello(session, protocol);
  for (let time = 0; time < ROUND_TRIPS; time++) {
    await sleep(BETWEEN_MS);
    if (!session.isConnected) return false;
    session.command(["LLEN", key], () => undefined);
    if (!(await session.line.until(0))) return false;
  }
  return session.world.isCalm;
}

/** Leaves large replies unread. */
async function amidReplies(session: Session): Promise<void> {
  const register = homeOf(session).large.entry;
  const value = register.next(100_000);
  session.command(["SET", register.key, bytesOf(value)], (outcome) => register.set(value, outcome), {
    entries: [register],
  });
  if (!(await session.line.until(0))) return;
  session.line.pause();
  for (let n = 0; n < 10; n++) session.command(register.reading, (outcome) => register.read(outcome));
  await soon(session);
  vanish(session);
}

async function quit(session: Session): Promise<void> {
  session.mayBeEnded = true;
  session.command(["QUIT"], (outcome) =>
    outcome.kind === "reply" && outcome.frame.text !== "OK" ? "no goodbye" : undefined,
  );
  await session.line.until(OVER);
}
