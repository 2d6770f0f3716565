import { DecodeMode } from "fairlead-resp";
import type { Address } from "../address.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import type { Connection } from "../connection/connection.ts";
import { establish } from "../connection/establish.ts";
import type { Step } from "../connection/handshake.ts";
import type { Subscriber } from "../connection/subscriber-sink.ts";
import type { Turn } from "../connection/turn.ts";
import type { Settings } from "../options.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";

/** A second connection to the same server, and what it found out about the first. */
export interface Probed {
  readonly connection: Connection;
  readonly diagnosis: Diagnosis | "recovered";
}

/**
 * Connects anew and asks the server what it knows of a connection that went silent. `undefined` when the server
 * does not answer here either, or may not say: then nothing is known, and the silent connection stays.
 */
export async function askAfter(
  silent: Connection,
  address: Address,
  attempt: number,
  settings: Settings,
  turn: Turn,
  signal: AbortSignal,
  setup: readonly Step[],
  subscriber: Subscriber | undefined,
): Promise<Probed | undefined> {
  try {
    const { connection } = await establish(address, attempt, settings, turn, signal, setup, subscriber);
    const deadline = settings.runtime.now() + settings.connectTimeoutMs;
    const call = new Call(CLIENT_LIST, ["ID", silent.clientId], DecodeMode.PLAIN, deadline, true);
    const reply = call.promise();
    connection.send(call);
    try {
      const line = await reply;
      // A server that has just woken up may have answered here first: it gets a moment for the other connection.
      await new Promise<void>((resolve) => void settings.runtime.after(settings.stallMs / 10, resolve));
      const diagnosis = silent.silent ? diagnose(typeof line === "string" ? line : "") : "recovered";
      return { connection, diagnosis };
    } catch (error) {
      connection.destroy("ERR_CONNECT_CLOSED", "The probe got no answer", error);
      return undefined;
    }
  } catch {
    // The server doesn't answer anywhere: it may be busy, or gone. The deadlines of the calls decide.
    return undefined;
  }
}

const CLIENT_LIST = plainSpec("CLIENT LIST");
