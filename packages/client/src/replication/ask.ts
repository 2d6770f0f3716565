import { DecodeMode, type Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import { type Established, establish } from "../connection/establish.ts";
import type { Turn } from "../connection/turn.ts";
import { ReplyError } from "../errors.ts";
import type { Settings } from "../options.ts";
import type { Runtime } from "../runtime.ts";
import type { Report } from "./elect.ts";
import { readReplicationInfo, readRole, type ServerRole, UNKNOWN_ROLE } from "./role.ts";

const ROLE = plainSpec("ROLE", Flag.READONLY);
const INFO = plainSpec("INFO", Flag.READONLY);

/** Milliseconds a server has to say what it is. */
const ASK_TIMEOUT_MS = 1_000;

/** What a server said over a connection made to ask it. */
export interface Visit extends Report {
  readonly over: Established;
}

/**
 * Asks a server what it is: one command, and a second one where the first is not allowed.
 * @throws {DeliveryError} when no answer came.
 */
export async function askRole(target: { send(call: Call): void }, runtime: Runtime): Promise<ServerRole> {
  const ask = (spec: typeof ROLE, args: readonly string[]): Promise<unknown> => {
    const call = new Call(spec, args, DecodeMode.PLAIN, runtime.now() + ASK_TIMEOUT_MS, true);
    const reply = call.promise();
    target.send(call);
    return reply;
  };
  try {
    return readRole((await ask(ROLE, [])) as Reply);
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
  }
  try {
    return readReplicationInfo(String(await ask(INFO, ["replication"])));
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
  }
  return UNKNOWN_ROLE;
}

/**
 * Connects to a server to ask what it is; the connection is the caller's.
 * @throws {ConnectionError} or {DeliveryError} when no answer came.
 */
export async function visit(
  address: Address,
  settings: Settings,
  turn: Turn,
  signal: AbortSignal,
): Promise<Visit> {
  const over = await establish(address, 0, settings, turn, signal);
  try {
    return { address, role: await askRole(over.connection, settings.runtime), over };
  } catch (error) {
    dismiss(over);
    throw error;
  }
}

/** Ends a connection that has served its purpose. */
export function dismiss({ connection }: Established): void {
  connection.destroy("ERR_CONNECT_CLOSED", "The server was only asked what it is");
}
