import { slotOf } from "fairlead/internal";
import { type ServerReply, Simple, Verbatim } from "fairlead-resp";
import { clusterInfo, clusterNodes, clusterShards, clusterSlots, nodeId } from "./cluster-view.ts";
import { Refusal } from "./error-text.ts";
import { checkedName, type Host, integerIn } from "./host.ts";
import { clientCommand } from "./local-client.ts";
import { slowLogCommand } from "./local-slow-log.ts";
import { mergeInfo } from "./merge-info.ts";

const OK = new Simple("OK");

/**
 * Answers a command that the proxy answers itself. `args`: behind its name.
 * @throws {Refusal} with the text of the error.
 */
export function answerLocally(
  name: string,
  args: readonly Buffer[],
  host: Host,
): ServerReply | Promise<ServerReply> {
  const { context, shared } = host;
  if (name.startsWith("CLIENT ")) return clientCommand(name.slice(7), args, host);
  if (name.startsWith("SLOWLOG ")) return slowLogCommand(name.slice(8), args, host);
  if (name.startsWith("CLUSTER ")) return cluster(name.slice(8), args, host);
  switch (name) {
    case "PING":
      return ping(args, host);
    case "ECHO":
      return args[0]!;
    case "SELECT":
      return select(args[0]!, host);
    case "AUTH":
      return auth(args, host);
    case "HELLO":
      return hello(args, host);
    case "QUIT":
      return OK;
    case "READONLY":
    case "READWRITE":
    case "ASKING":
      return OK;
    case "ROLE":
      return ["master", 0, []];
    case "ACL WHOAMI":
      return context.user ?? "default";
    case "INFO":
      return info(args, host);
    default:
      throw new Refusal(`ERR proxy: no answer for '${name.toLowerCase()}' of ${shared.server.name}`);
  }
}

function ping(args: readonly Buffer[], { context, subscribed }: Host): ServerReply {
  if (args.length > 1) throw new Refusal("ERR wrong number of arguments for 'ping' command");
  if (subscribed && context.protocol === 2) return ["pong", args[0] ?? ""];
  return args[0] ?? new Simple("PONG");
}

function select(arg: Buffer, host: Host): ServerReply {
  const index = integerIn(arg, -(2 ** 31), 2 ** 31 - 1);
  if (index === undefined) throw new Refusal("ERR value is not an integer or out of range");
  const database = Number(index);
  if (database === host.context.database) return OK;
  if (host.shared.upstream.hasSlots) throw new Refusal("ERR SELECT is not allowed in cluster mode");
  if (database < 0 || database >= host.shared.server.databases)
    throw new Refusal("ERR DB index is out of range");
  host.context.database = database;
  host.changed();
  return OK;
}

async function auth(args: readonly Buffer[], host: Host): Promise<ServerReply> {
  if (args.length > 2) throw new Refusal("ERR syntax error");
  const named = args.length === 2;
  await admit(named ? args[0]! : Buffer.from("default"), args.at(-1)!, named, host);
  return OK;
}

async function admit(name: Buffer, password: Buffer, named: boolean, host: Host): Promise<void> {
  const login = { username: name.toString(), password: password.toString() };
  const { gate, observer } = host.shared;
  const admission = await gate.admit(login, named).catch((error: unknown) => {
    if (error instanceof Refusal) observer.authFailed(host.context, login.username);
    throw error;
  });
  host.context.user = admission.user;
  host.changed(admission);
}

async function hello(args: readonly Buffer[], host: Host): Promise<ServerReply> {
  const { context, shared } = host;
  const protocol = protocolIn(args[0]) ?? context.protocol;
  let name = context.name;
  for (let at = 1; at < args.length; at++) {
    const option = args[at]!.toString("latin1").toUpperCase();
    if (option === "AUTH" && at + 2 < args.length) {
      await admit(args[at + 1]!, args[at + 2]!, true, host);
      at += 2;
    } else if (option === "SETNAME" && at + 1 < args.length) name = checkedName(args[++at]!);
    else throw new Refusal(`ERR Syntax error in HELLO option '${args[at]!.toString("latin1")}'`);
  }
  if (context.user === undefined) throw new Refusal(NOAUTH_HELLO);
  context.name = name;
  if (protocol !== context.protocol) {
    context.protocol = protocol;
    host.changed();
  }
  return new Map<ServerReply, ServerReply>([
    ["server", shared.server.name],
    ["version", shared.server.version],
    ["proto", protocol],
    ["id", context.id],
    ["mode", "standalone"],
    ["role", "master"],
    ["modules", []],
  ]);
}

function protocolIn(arg: Buffer | undefined): 2 | 3 | undefined {
  if (arg === undefined) return undefined;
  const version = integerIn(arg);
  if (version === undefined) throw new Refusal("ERR Protocol version is not an integer or out of range");
  if (version !== 2n && version !== 3n) throw new Refusal("NOPROTO unsupported protocol version");
  return version === 3n ? 3 : 2;
}

const NOAUTH_HELLO =
  "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> " +
  "option can be used to authenticate the client and select the RESP protocol version at the same time";

async function info(args: readonly Buffer[], host: Host): Promise<ServerReply> {
  const texts = await host.askPrimaries(["INFO", ...args.map((arg) => arg.toString("latin1"))]);
  const text = mergeInfo(texts, await host.shared.info());
  return host.context.protocol === 3 ? new Verbatim("txt", text) : text;
}

function cluster(name: string, args: readonly Buffer[], host: Host): ServerReply {
  const node = host.shared.node(host.context);
  switch (name) {
    case "SLOTS":
      return clusterSlots(node);
    case "SHARDS":
      return clusterShards(node);
    case "NODES":
      return new Verbatim("txt", clusterNodes(node));
    case "INFO":
      return new Verbatim("txt", clusterInfo());
    case "KEYSLOT":
      return slotOf(args[0]!);
    case "MYID":
    case "MYSHARDID":
      return nodeId(node);
    default:
      return [
        "CLUSTER INFO | KEYSLOT | MYID | NODES | SHARDS | SLOTS: the proxy as one node with all slots",
      ].map((line) => new Simple(line));
  }
}
