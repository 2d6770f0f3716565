import { setTimeout as sleep } from "node:timers/promises";
import { pick, wholeNumber } from "../../random.ts";
import { CHANNEL, type ChannelKind, PATTERN, SHARD } from "../model/channels.ts";
import { replyIs } from "../model/outcome.ts";
import type { Rival } from "../rival.ts";
import type { Session } from "../session.ts";
import { type Frame, shown, textOf } from "../wire/frame.ts";
import { type Acts, homeOf } from "./act.ts";

const MESSAGES = 3;
const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 5;
/** While something is broken messages may get lost. */
const BRIEFLY_MS = 30;
const MOST_KEPT = 4;

export const LISTENING_ACTS: Acts = [[2.5, listen]];

/** Subscribes new channels, hears what is published to them, and, mostly, leaves them. */
async function listen(session: Session, rival: Rival): Promise<void> {
  const kind = pick(session.random, [CHANNEL, PATTERN, SHARD]);
  const { tag } = homeOf(session).place;
  const number = Math.floor(session.random() * 1e9);
  const names = Array.from(
    { length: wholeNumber(session.random, 1, 2) },
    (_, n) => `${session.name}:{${tag}}:${number}.${n}`,
  );
  if (!(await subscribe(session, kind, kind === PATTERN ? names.map((name) => `${name}*`) : names))) return;
  if (!session.channels.any) return; // refused
  if (session.protocol === 2) limits(session);
  else publishes(session, kind, names);
  const heard = session.channels.received;
  const published = await publish(kind, names, rival, 0);
  await hears(session, heard + published);
  if (!session.isConnected) return;
  const stays = session.protocol === 3 && session.channels.count(kind) < MOST_KEPT && session.random() < 0.5;
  if (stays) return;
  unsubscribe(
    session,
    kind,
    session.random() < 0.5 ? [] : names.map((name) => (kind === PATTERN ? `${name}*` : name)),
  );
  if (session.protocol === 2 || session.random() < 0.3) unsubscribe(session, kind, []);
  if (await session.line.until(0)) await publish(kind, names, rival, MESSAGES);
}

async function subscribe(session: Session, kind: ChannelKind, names: readonly string[]): Promise<boolean> {
  let at = 0;
  session.expect([kind.subscribe.toUpperCase(), ...names], {
    answered: (frame) => {
      if (session.outcomeOf(kind.subscribe, frame).kind !== "reply") return false;
      const name = names[at++]!;
      session.channels.add(kind, name);
      session.line.subscribed = session.protocol === 2;
      confirms(session, frame, [kind.subscribe, name, String(session.channels.count(kind))]);
      return at < names.length;
    },
    lost: () => undefined,
  });
  return session.line.until(0);
}

/** Without names: all of the kind. */
function unsubscribe(session: Session, kind: ChannelKind, names: readonly string[]): void {
  let left = names.length;
  session.expect([kind.unsubscribe.toUpperCase(), ...names], {
    answered: (frame) => {
      const { channels } = session;
      if (names.length === 0 && left === 0) left = Math.max(1, channels.names(kind).length);
      left--;
      const name = textOf(frame.items?.[1]);
      const known = channels.names(kind);
      if (names.length === 0 && known.length > 0 && !known.includes(name)) {
        session.violation(`${kind.unsubscribe}: ${shown(frame)} though ${name} was not subscribed`);
      }
      channels.remove(kind, name);
      session.line.subscribed = session.protocol === 2 && channels.any;
      confirms(session, frame, [
        kind.unsubscribe,
        names[names.length - left - 1] ?? name,
        String(channels.count(kind)),
      ]);
      return left > 0;
    },
    lost: () => undefined,
  });
}

function confirms(session: Session, frame: Frame, words: readonly string[]): void {
  const good = frame.type === (session.protocol === 3 ? ">" : "*") && frame.items?.length === words.length;
  const same =
    good && words.every((word, at) => textOf(frame.items?.[at]) === word || frame.items?.[at]?.type === "_");
  if (!same) session.violation(`${words[0]}: ${shown(frame)} in place of [${words.join(" ")}]`);
}

/** What RESP2 allows and forbids meanwhile. */
function limits(session: Session): void {
  const text = `${session.name}!${session.random()}`;
  const isPong = ({ items }: Frame): boolean => textOf(items?.[0]) === "pong" && textOf(items?.[1]) === text;
  session.command(["PING", text], replyIs(`[pong ${text}]`, isPong));
  const error = /^ERR Can't execute 'get': only /;
  session.command(
    ["GET", text],
    replyIs(String(error), ({ type }) => type === "-"),
    { provoked: error },
  );
}

/** RESP3 lets everything else go on beside. */
function publishes(session: Session, kind: ChannelKind, names: readonly string[]): void {
  for (const name of names) {
    const text = `${session.name}!${session.random()}`;
    session.command(
      [kind.publish, name, `${name}~${session.name}~0`],
      replyIs("a number", ({ type }) => type === ":"),
    );
    session.command(
      ["ECHO", text],
      replyIs(text, (frame) => textOf(frame) === text),
    );
  }
}

/** Has a second session publish. How many messages surely were. */
async function publish(
  kind: ChannelKind,
  names: readonly string[],
  rival: Rival,
  from: number,
): Promise<number> {
  const all = names.flatMap((name) => Array.from({ length: MESSAGES }, (_, n) => [name, from + n] as const));
  const outcomes = await Promise.all(
    all.map(([name, n]) => rival.ask([kind.publish, name, `${name}~${rival.name}~${n}`])),
  );
  return outcomes.filter((outcome) => outcome.kind === "reply").length;
}

async function hears(session: Session, count: number): Promise<void> {
  const { channels, world } = session;
  const deadline = performance.now() + PATIENCE_MS;
  while (session.isConnected && channels.received < count && performance.now() < deadline) {
    await sleep(world.isCalm ? LOOK_EVERY_MS : BRIEFLY_MS);
    if (!world.isCalm) return;
  }
  if (session.isConnected && world.isCalm && channels.received < count) {
    session.violation(`${count - channels.received} messages did not come within ${PATIENCE_MS} ms`);
  }
}
