import { type ServerReply, Simple, Verbatim } from "fairlead-resp";
import { clientLine } from "./client-line.ts";
import { type ClientFilter, killClients, listClients, matcherOf, unblockClient } from "./clients.ts";
import { Refusal } from "./error-text.ts";
import { checkedName, type Host, integerIn } from "./host.ts";

const OK = new Simple("OK");

/**
 * `CLIENT name args`, for the sessions of the proxy: their numbers and addresses are those that it knows.
 * @throws {Refusal}
 */
export function clientCommand(
  name: string,
  args: readonly Buffer[],
  host: Host,
): ServerReply | Promise<ServerReply> {
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
      return list(args, host);
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
        [
          "flags",
          new Set(host.holds.includes("tracking") ? ["on", ...(host.tracksOptIn ? ["optin"] : [])] : ["off"]),
        ],
        ["redirect", -1],
        ["prefixes", []],
      ]);
    case "CAPA":
      return OK;
    default:
      return [
        "CLIENT ID | INFO | LIST | KILL | UNBLOCK | REPLY | SETNAME | GETNAME | SETINFO | TRACKING | TRACKINGINFO | CACHING: of the proxy's sessions",
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
  if (!tracksOptIn) {
    throw new Refusal(
      "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled",
    );
  }
  if (word !== "YES" && word !== "NO") throw new Refusal("ERR syntax error");
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

async function list(args: readonly Buffer[], { shared }: Host): Promise<Verbatim> {
  const [option, ...values] = args.map((arg) => arg.toString("latin1"));
  const name = option?.toUpperCase();
  if (name === "TYPE" && values.length === 1) checkType(values[0]!);
  else if (name === "ID" && values.length > 0) checkIds(args.slice(1), "ERR Invalid client ID");
  else if (name !== undefined) throw new Refusal("ERR syntax error");
  const filter: ClientFilter = name === undefined ? [] : [[name, values.join(" ")]];
  const lines = await listClients(shared.workers, filter);
  return new Verbatim("txt", lines.map((line) => `${line}\n`).join(""));
}

async function kill(args: readonly Buffer[], host: Host): Promise<ServerReply> {
  const words = args.map((arg) => arg.toString("latin1"));
  if (words.length === 1) {
    if ((await killAll([["ADDR", words[0]!]], false, host)) === 0) throw new Refusal("ERR No such client");
    return OK;
  }
  if (words.length === 0 || words.length % 2 !== 0) throw new Refusal("ERR syntax error");
  let skipMe = true;
  const filter: [string, string][] = [];
  for (let at = 0; at < words.length; at += 2) {
    const value = words[at + 1]!;
    const option = words[at]!.toUpperCase();
    if (option === "SKIPME" && /^(yes|no)$/i.test(value)) skipMe = value.toLowerCase() === "yes";
    else filter.push([option, value]);
    if (option === "ID") checkIds([args[at + 1]!], "ERR client-id should be greater than 0");
    if (option === "TYPE") checkType(value);
    if (option === "MAXAGE") checkAge(value);
  }
  return killAll(filter, skipMe, host);
}

/** The client itself goes last: it is to have its reply. */
async function killAll(filter: ClientFilter, skipMe: boolean, { shared, self }: Host): Promise<number> {
  const meets = matcherOf(filter);
  const me = !skipMe && meets(self) ? 1 : 0;
  const killed = await killClients(shared.workers, [...filter, ["not", String(self.context.id)]]);
  if (me === 1) self.leave();
  return killed + me;
}

/** @throws {Refusal} */
function checkAge(seconds: string): void {
  if (!/^-?\d+$/.test(seconds)) throw new Refusal("ERR maxage is not an integer or out of range");
  if (Number(seconds) < 1) throw new Refusal("ERR maxage should be greater than 0");
}

/** @throws {Refusal} */
function checkType(type: string): void {
  const known = ["normal", "master", "primary", "slave", "replica", "pubsub"];
  if (!known.includes(type.toLowerCase())) throw new Refusal(`ERR Unknown client type '${type}'`);
}

/** @throws {Refusal} */
function checkIds(ids: readonly Buffer[], text: string): void {
  if (ids.some((id) => integerIn(id, 1) === undefined)) throw new Refusal(text);
}

function unblock(args: readonly Buffer[], { shared }: Host): Promise<number> {
  if (args.length > 2) {
    throw new Refusal("ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT HELP.");
  }
  const how = (args[1]?.toString("latin1") ?? "TIMEOUT").toUpperCase();
  if (how !== "TIMEOUT" && how !== "ERROR") {
    throw new Refusal("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
  const id = integerIn(args[0]!);
  if (id === undefined) throw new Refusal("ERR value is not an integer or out of range");
  return unblockClient(shared.workers, Number(id), how === "ERROR");
}
