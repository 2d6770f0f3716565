import { pick } from "../../random.ts";
import { asIf, type Judge, lineIs, replyIs, UNKNOWN, wrong } from "../model/outcome.ts";
import type { Session } from "../session.ts";
import { type Frame, textOf } from "../wire/frame.ts";
import { bytesOf } from "../wire/payload.ts";
import { type Acts, homeOf } from "./act.ts";

/** What a client says of itself, and what it is told of itself. */
export const CLIENT_ACTS: Acts = [
  [6, echo],
  [1, ping],
  [2, setName],
  [3, getName],
  [2, id],
  [1, selectZero],
  [1.5, hello],
  [0.7, reset],
  [1, skipReply],
  [0.7, noReplies],
  [2, typesOfReplies],
  [3, mistake],
];

function marker(session: Session): string {
  return `${session.name}!${session.random()}`;
}

function echo(session: Session): void {
  const text = marker(session);
  session.command(
    ["ECHO", text],
    replyIs(text, (frame) => textOf(frame) === text && frame.bytes !== undefined),
  );
}

function ping(session: Session): void {
  session.command(["PING"], lineIs("PONG"));
}

function setName(session: Session): void {
  const name = `${session.name}.${Math.floor(session.random() * 1_000)}`;
  session.command(["CLIENT", "SETNAME", name], (outcome) => {
    const complaint = lineIs("OK")(outcome);
    if (outcome.kind === "reply" && complaint === undefined) session.clientName = name;
    return complaint;
  });
}

function getName(session: Session): void {
  session.command(["CLIENT", "GETNAME"], (outcome) => {
    if (outcome.kind !== "reply") return undefined;
    const { frame } = outcome;
    const got = frame.type === "_" ? undefined : textOf(frame);
    return got === session.clientName ? undefined : wrong(session.clientName ?? "null", frame);
  });
}

function id(session: Session): void {
  session.command(["CLIENT", "ID"], (outcome) =>
    outcome.kind === "reply" ? knows(session, outcome.frame) : undefined,
  );
}

function knows(session: Session, frame: Frame): string | undefined {
  const text = textOf(frame);
  session.clientId ??= text;
  return text === session.clientId && text !== "" ? undefined : wrong(session.clientId, frame);
}

function selectZero(session: Session): void {
  session.command(["SELECT", "0"], lineIs("OK"));
}

/** Changes the protocol, where nothing is subscribed: RESP2 would allow little else then. */
function hello(session: Session): void {
  if (!session.channels.any) sayHello(session, pick(session.random, [2, 3] as const));
}

export function sayHello(session: Session, protocol: 2 | 3): void {
  session.command(["HELLO", String(protocol)], (outcome) => {
    if (outcome.kind !== "reply") return undefined;
    const { type, items = [] } = outcome.frame;
    session.protocol = protocol;
    const field = (name: string): Frame | undefined =>
      items[items.findIndex((item) => textOf(item) === name) + 1];
    const good = type === (protocol === 3 ? "%" : "*") && textOf(field("proto")) === String(protocol);
    return good ? knows(session, field("id")!) : wrong(`what belongs to HELLO ${protocol}`, outcome.frame);
  });
}

function reset(session: Session): void {
  session.command(["RESET"], (outcome) => {
    const complaint = lineIs("RESET")(outcome);
    if (outcome.kind !== "reply" || complaint !== undefined) return complaint;
    session.forget();
    return undefined;
  });
}

/** A reply that is not to come, to a command that is to run. */
function skipReply(session: Session): void {
  session.expect(["CLIENT", "REPLY", "SKIP"]);
  const note = mutedSet(session);
  const text = marker(session);
  const judge = replyIs(text, (frame) => textOf(frame) === text);
  session.command(["ECHO", text], (outcome) => note(outcome) ?? judge(outcome));
}

function noReplies(session: Session): void {
  session.expect(["CLIENT", "REPLY", "OFF"]);
  const notes = [mutedSet(session), mutedSet(session)];
  session.expect(["ECHO", "this must not be seen"]);
  session.command(["CLIENT", "REPLY", "ON"], (outcome) => {
    for (const note of notes) note(outcome);
    return lineIs("OK")(outcome);
  });
}

/** Sets a key without a reply. To be noted with the next reply that comes. */
function mutedSet(session: Session): Judge {
  const register = pick(session.random, homeOf(session).registers).entry;
  const value = register.next();
  session.expect(["SET", register.key, bytesOf(value)]);
  return ({ kind }) => {
    // Of an error nobody would have heard.
    register.wrote(value, kind === "reply" && session.world.isCalm ? asIf("+", "OK") : UNKNOWN);
    return undefined;
  };
}

/** Replies whose type tells RESP2 from RESP3. */
function typesOfReplies(session: Session): void {
  const key = `${session.name}:{${homeOf(session).place.tag}}:nothing`;
  const is = (two: string, three: string): Judge => {
    const expected = (): string => (session.protocol === 3 ? three : two);
    return (outcome) => {
      if (outcome.kind !== "reply") return undefined;
      const { type, text } = outcome.frame;
      return (type === "_" ? text : type) === expected() ? undefined : wrong(expected(), outcome.frame);
    };
  };
  session.command(["HGETALL", key], is("*", "%"));
  session.command(["GET", key], is("$-1", "_"));
  session.command(["SMEMBERS", key], is("*", "~"));
}

/** Errors that are the session's own. */
function mistake(session: Session): void {
  const [one, two] = session.homes;
  const text = marker(session);
  const key = `${session.name}:{${one!.place.tag}}:nothing`;
  const mistakes: readonly (readonly [args: readonly string[], error: RegExp])[] = [
    [["NOSUCHCOMMAND", text], /^ERR unknown command 'NOSUCHCOMMAND'/],
    [["GET"], /^ERR wrong number of arguments for 'get' command$/],
    [["EVAL", `return redis.error_reply('MINE ${text}')`, "1", key], new RegExp(`^MINE ${text}$`)],
    [["RENAME", key, `x{${two!.place.tag}}`], /^CROSSSLOT Keys in request don't hash to the same slot$/],
    [["SELECT", "1"], /^ERR SELECT is not allowed in cluster mode$/],
    [["EXEC"], /^ERR EXEC without MULTI$/],
    [["DISCARD"], /^ERR DISCARD without MULTI$/],
    [["SHUTDOWN"], /^NOPERM this proxy does not allow 'shutdown': /],
  ];
  // What has no key goes to any server: that is not for sessions of one shard.
  const [args, error] = pick(session.random, session.onLatency === undefined ? mistakes : mistakes.slice(2));
  session.command(
    args,
    replyIs(String(error), ({ type }) => type === "-"),
    { provoked: error },
  );
}
