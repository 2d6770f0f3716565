import { DecodeMode, ErrorReply } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";
import { type Command, Flag, type Reply } from "../commands/command.ts";
import { firstKey } from "../commands/keys.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { ReplyError } from "../errors.ts";
import { slotOf } from "../routes/slot.ts";
import type { Topology } from "../topology.ts";
import type { Engine } from "./engine.ts";
import type { Result } from "./pipeline.ts";

/** Runs commands together or not at all, and gives their outcomes as ioredis does. */
export async function runTogether(
  engine: Engine,
  commands: readonly Command[],
  options: CallOptions,
): Promise<Result[] | null> {
  if (commands.length === 0) return [];
  // One reply holds all of them, so all come as bytes if one has to.
  const inBytes = commands.some((command) => command.options?.reply === "bytes");
  const replies = await atomic(engine, commands, inBytes ? { ...options, reply: "bytes" } : options);
  if (!inBytes) return replies;
  return (
    replies?.map(([error, reply], at): Result => {
      if (error !== null) return [error];
      return [null, commands[at]!.options?.reply === "bytes" ? reply : inText(reply)];
    }) ?? null
  );
}

function inText(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString();
  if (Array.isArray(reply)) return reply.map(inText);
  if (typeof reply !== "object" || reply === null) return reply;
  return Object.fromEntries(Object.entries(reply).map(([name, value]) => [name, inText(value)]));
}

/**
 * MULTI, the commands and EXEC, sent in one turn to one node, so that they stand side by side on its connection. Pinned: what
 * is redirected must not run elsewhere, outside the transaction.
 */
async function atomic(
  engine: Engine,
  commands: readonly Command[],
  options: CallOptions,
): Promise<Result[] | null> {
  const pinned: CallOptions = { ...options, idempotent: false, ...pinOf(engine.topology, commands) };
  const queued = [MULTI, ...commands.map(asQueued)].map((command) => engine.send(command, pinned));
  const executed = engine.send(EXEC, pinned) as Promise<Reply[] | null>;
  const refusals = await Promise.allSettled(queued);
  try {
    const replies = await executed;
    return replies?.map((reply, at) => resultOf(commands[at]!, reply)) ?? null;
  } catch (error) {
    const reasons = refusals.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
    throw Object.assign(error as Error, { previousErrors: reasons });
  }
}

const MULTI: Command = { spec: plainSpec("MULTI"), args: [] };
const EXEC: Command = { spec: plainSpec("EXEC"), args: [] };

/** Its reply is `QUEUED`; it must not be sent again alone, even if it only reads. */
function asQueued({ spec, args }: Command): Command {
  return { spec: { ...spec, decode: undefined, flags: spec.flags & ~(Flag.READONLY | Flag.BLOCKING) }, args };
}

function pinOf({ shards }: Topology, commands: readonly Command[]): CallOptions {
  if (shards.length < 2) return {};
  const key = commands.map(firstKey).find((found) => found !== undefined);
  const slot = key === undefined ? 0 : slotOf(key);
  const owner = shards.find(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
  return owner === undefined ? {} : { route: { kind: "byAddress", address: owner.primary.address } };
}

function resultOf({ spec, args }: Command, reply: Reply): Result {
  if (reply instanceof ErrorReply) return [new ReplyError(reply.code, reply.message, spec.name, "")];
  return [null, spec.decode === undefined ? reply : spec.decode(reply, args, DecodeMode.PLAIN)];
}
