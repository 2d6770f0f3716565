import { DecodeMode, type Reply } from "fairlead-resp";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import { asFields } from "../connection/handshake.ts";
import { ReplyError } from "../errors.ts";
import type { Runtime } from "../runtime.ts";
import { readSentinelView, type SentinelView } from "./view.ts";

const SENTINEL = plainSpec("SENTINEL", Flag.READONLY);

/** Milliseconds a Sentinel has to answer. */
const ASK_TIMEOUT_MS = 1_000;

interface Target {
  send(call: Call): void;
}

/**
 * Asks a Sentinel, in one write, for all that it knows of the primary called `name`; `undefined` if it knows of none.
 * @throws {ReplyError} where it may not say, {DeliveryError} when no answer came.
 */
export async function askSentinel(
  target: Target,
  name: string,
  runtime: Runtime,
): Promise<SentinelView | undefined> {
  const [address, ...details] = ["GET-MASTER-ADDR-BY-NAME", "MASTER", "REPLICAS", "SENTINELS"].map((what) =>
    send(target, runtime, what, name),
  );
  // Of a name it doesn't know, or to a user who may not ask: what the address alone tells is enough.
  const rest = details.map((detail) => detail.catch(noReply));
  const [primary, master, replicas, sentinels] = await Promise.all([address, ...rest]);
  return readSentinelView(primary ?? null, master ?? null, replicas ?? null, sentinels ?? null);
}

/** The name of the only primary that a Sentinel watches; `undefined` if there are more, or none. */
export async function soleName(target: Target, runtime: Runtime): Promise<string | undefined> {
  const masters = await send(target, runtime, "MASTERS");
  const [first, ...others] = Array.isArray(masters) ? masters : [];
  if (first === undefined || others.length > 0) return undefined;
  const { name } = asFields(first);
  return typeof name === "string" ? name : undefined;
}

function send(target: Target, runtime: Runtime, ...args: string[]): Promise<Reply> {
  const call = new Call(SENTINEL, args, DecodeMode.PLAIN, runtime.now() + ASK_TIMEOUT_MS, true);
  const reply = call.promise() as Promise<Reply>;
  target.send(call);
  return reply;
}

function noReply(error: unknown): null {
  if (error instanceof ReplyError) return null;
  throw error;
}
