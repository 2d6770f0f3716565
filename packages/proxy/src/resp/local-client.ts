import { type ServerReply, Simple, Verbatim } from "fairlead-resp";
import { clientLine } from "./client-line.ts";
import { Refusal } from "./error-text.ts";
import { checkedName, type Host } from "./host.ts";
import type { Peer } from "./shared.ts";

const OK = new Simple("OK");

/**
 * `CLIENT name args`, for the sessions of the proxy: their numbers and addresses are those that it knows.
 * @throws {Refusal}
 */
export function clientCommand(name: string, args: readonly Buffer[], host: Host): ServerReply {
  const { context, self } = host;
  switch (name) {
    case "ID":
      return context.id;
    case "GETNAME":
      return context.name === "" ? null : context.name;
    case "SETNAME":
      context.name = checkedName(args[0]!);
      return OK;
    case "SETINFO":
      return setInfo(args[0]!, args[1]!, host);
    case "INFO":
      return new Verbatim("txt", `${clientLine(self, Date.now())}\n`);
    case "LIST":
      return new Verbatim("txt", list(args, host));
    case "KILL":
      return kill(args, host);
    case "UNBLOCK":
      return unblock(args, host);
    case "REPLY":
      return setReplies(args[0]!, host);
    case "GETREDIR":
      return -1;
    case "CACHING":
      return setCaching(args[0]!, host);
    case "TRACKINGINFO":
      return new Map<ServerReply, ServerReply>([
        ["flags", host.holds.includes("tracking") ? ["on", ...(host.tracksOptIn ? ["optin"] : [])] : ["off"]],
        ["redirect", -1],
        ["prefixes", []],
      ]);
    case "CAPA":
      return OK;
    default:
      return [
        "CLIENT ID | INFO | LIST | KILL | UNBLOCK | REPLY | SETNAME | GETNAME | SETINFO: of the proxy's sessions",
      ].map((line) => new Simple(line));
  }
}

function setInfo(option: Buffer, value: Buffer, { context }: Host): ServerReply {
  const name = option.toString("latin1").toUpperCase();
  if (!value.every((byte) => byte > 0x20 && byte < 0x7f)) {
    throw new Refusal(`ERR ${name.toLowerCase()} cannot contain spaces, newlines or special characters.`);
  }
  const text = value.toString("latin1");
  if (name === "LIB-NAME") context.library = text;
  else if (name === "LIB-VER") context.libraryVersion = text;
  else throw new Refusal(`ERR Unrecognized option '${option.toString("latin1")}'`);
  return OK;
}

function setCaching(arg: Buffer, { context, tracksOptIn }: Host): ServerReply {
  const word = arg.toString("latin1").toUpperCase();
  if (word !== "YES" && word !== "NO") throw new Refusal("ERR syntax error");
  if (!tracksOptIn) {
    throw new Refusal(
      "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled",
    );
  }
  if (word === "NO")
    throw new Refusal("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
  context.cachesNext = true;
  return OK;
}

function setReplies(arg: Buffer, { context }: Host): ServerReply {
  const mode = arg.toString("latin1").toUpperCase();
  if (mode === "ON") context.replies = "on";
  else if (mode === "OFF") context.replies = "off";
  else if (mode === "SKIP") context.replies = context.replies === "off" ? "off" : "skip-next";
  else throw new Refusal("ERR syntax error");
  return OK;
}

function list(args: readonly Buffer[], { shared }: Host): string {
  const words = args.map((arg) => arg.toString("latin1"));
  const [option, ...values] = words;
  let peers = [...shared.peers.values()];
  if (option?.toUpperCase() === "ID" && values.length > 0) {
    peers = peers.filter(({ context }) => values.includes(String(context.id)));
  } else if (option?.toUpperCase() === "TYPE" && values.length === 1) {
    peers = peers.filter((peer) => typeOf(peer) === values[0]?.toLowerCase());
  } else if (option !== undefined) throw new Refusal("ERR syntax error");
  const now = Date.now();
  return peers.map((peer) => `${clientLine(peer, now)}\n`).join("");
}

function typeOf({ subscriptions }: Peer): string {
  return subscriptions.any ? "pubsub" : "normal";
}

function kill(args: readonly Buffer[], { shared, self }: Host): ServerReply {
  const words = args.map((arg) => arg.toString("latin1"));
  const all = [...shared.peers.values()];
  if (words.length === 1) {
    const found = all.find(({ context }) => context.address === words[0]);
    if (found === undefined) throw new Refusal("ERR No such client");
    found.kill();
    return OK;
  }
  if (words.length === 0 || words.length % 2 !== 0) throw new Refusal("ERR syntax error");
  let skipMe = true;
  let found = all;
  for (let at = 0; at < words.length; at += 2) {
    const value = words[at + 1]!;
    const option = words[at]!.toUpperCase();
    if (option === "SKIPME") skipMe = value.toLowerCase() === "yes";
    else found = found.filter(matcher(option, value));
  }
  const victims = found.filter((peer) => !(skipMe && peer === self));
  for (const peer of victims) peer.kill();
  return victims.length;
}

function matcher(option: string, value: string): (peer: Peer) => boolean {
  switch (option) {
    case "ID":
      return ({ context }) => String(context.id) === value;
    case "ADDR":
      return ({ context }) => context.address === value;
    case "LADDR":
      return ({ context }) => context.localAddress === value;
    case "USER":
      return ({ context }) => context.user === value;
    case "TYPE":
      return (peer) => typeOf(peer) === value.toLowerCase();
    case "MAXAGE":
      return ({ context }) => Date.now() - context.connectedAt >= Number(value) * 1000;
    default:
      throw new Refusal("ERR syntax error");
  }
}

function unblock(args: readonly Buffer[], { shared }: Host): ServerReply {
  const how = (args[1]?.toString("latin1") ?? "TIMEOUT").toUpperCase();
  if (how !== "TIMEOUT" && how !== "ERROR") {
    throw new Refusal("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
  const peer = shared.peers.get(Number(args[0]!.toString("latin1")));
  return peer?.unblock(how === "ERROR") === true ? 1 : 0;
}
