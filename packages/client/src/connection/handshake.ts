import type { Arg, Reply } from "fairlead-resp";
import type { CommandSpec } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import type { Credentials } from "../credentials.ts";
import { ReplyError } from "../errors.ts";

/** What a server says of itself at the handshake. */
export interface Greeting {
  /** `standalone`, `cluster` or `sentinel`; `undefined` if it doesn't say (no HELLO). */
  readonly mode: string | undefined;
  /** Its number for the connection, 0 if it doesn't say. */
  readonly clientId: number;
  /** The protocol it speaks from here on. */
  readonly protocol: 2 | 3;
}

/** What a connection is to be set up for. */
export interface HandshakeNeeds {
  readonly protocol: 2 | 3;
  readonly credentials: Credentials | undefined;
  readonly database: number;
  readonly clientName: string | undefined;
  readonly libraryTag: string | undefined;
  /** What this connection needs beyond what all do. */
  readonly setup: readonly Step[];
}

/** One command of the handshake, and whether it may be refused without harm. */
export interface Step {
  readonly spec: CommandSpec;
  readonly args: readonly Arg[];
  readonly optional: boolean;
}

const LIBRARY_NAME = "fairlead";
export const LIBRARY_VERSION = "0.1.0";

/** The handshake as one write: HELLO with everything in it, and what HELLO can't say. https://valkey.io/commands/hello/ */
export function helloSteps(needs: HandshakeNeeds): Step[] {
  const { credentials, clientName } = needs;
  const args: Arg[] = [needs.protocol];
  if (credentials !== undefined) args.push("AUTH", credentials.username ?? "default", credentials.password);
  if (clientName !== undefined) args.push("SETNAME", clientName);
  return [step("HELLO", args), ...commonSteps(needs)];
}

/** The same for servers that don't know HELLO, or not this version of the protocol. */
export function plainSteps(needs: HandshakeNeeds): Step[] {
  const { credentials, clientName } = needs;
  const steps: Step[] = [];
  if (credentials !== undefined) {
    steps.push(step("AUTH", authArguments(credentials)));
  }
  if (clientName !== undefined) steps.push(step("CLIENT SETNAME", [clientName], true));
  return [...steps, ...commonSteps(needs)];
}

/** What follows AUTH: a server that is older than users takes the password alone. */
export function authArguments({ username, password }: Credentials): Arg[] {
  return username === undefined ? [password] : [username, password];
}

/** Whether a refused HELLO means "not in this version", so that the plain handshake may still do. */
export function isHelloUnknown(error: unknown): boolean {
  return error instanceof ReplyError && (error.code === "NOPROTO" || error.code === "ERR");
}

/** Reads HELLO's reply, whichever protocol it came by. */
export function readGreeting(reply: Reply): Greeting {
  const { mode, id, proto } = asFields(reply);
  return {
    mode: typeof mode === "string" ? mode : undefined,
    clientId: typeof id === "number" ? id : 0,
    protocol: proto === 3 ? 3 : 2,
  };
}

/** What is known of a server that didn't greet. */
export const NO_GREETING: Greeting = { mode: undefined, clientId: 0, protocol: 2 };

/** A map, whichever protocol it came by. */
export function asFields(reply: Reply): Record<string, Reply | undefined> {
  if (!Array.isArray(reply))
    return typeof reply === "object" && reply !== null ? (reply as Record<string, Reply>) : {};
  const fields: Record<string, Reply> = {};
  for (let at = 0; at + 1 < reply.length; at += 2) fields[String(reply[at])] = reply[at + 1] as Reply;
  return fields;
}

function commonSteps(needs: HandshakeNeeds): Step[] {
  const tag = needs.libraryTag;
  const libraryName = tag === undefined ? LIBRARY_NAME : `${LIBRARY_NAME}(${tag})`;
  const steps: Step[] = [
    step("CLIENT SETINFO", ["LIB-NAME", libraryName], true),
    step("CLIENT SETINFO", ["LIB-VER", LIBRARY_VERSION], true),
  ];
  if (needs.database !== 0) steps.push(step("SELECT", [needs.database]));
  return [...steps, ...needs.setup];
}

export function step(name: string, args: readonly Arg[], optional = false): Step {
  return { spec: plainSpec(name), args, optional };
}
