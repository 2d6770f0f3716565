import type { CallOptions } from "../call-options.ts";
import type { Caller } from "../calls/caller.ts";
import { type Command, Flag } from "../commands/command.ts";
import { keyPositions } from "../commands/keys.ts";
import { isForAll } from "../commands/policies.ts";
import { isArg } from "../commands/serialize.ts";
import { Bundle } from "../connection/bundle.ts";
import { outcomesOf } from "../connection/collector.ts";
import { traceBatch } from "../diagnostics/command-trace.ts";
import { PartialError, ReplyError, UsageError } from "../errors.ts";
import type { OneRoute } from "../route.ts";
import { slotOf } from "../routes/slot.ts";

/** Options of a transaction. How each reply comes is said where its command is made. */
export interface AtomicOptions extends Pick<CallOptions, "timeoutMs" | "signal" | "idempotent"> {
  /** Where it goes, in place of where its keys belong. */
  readonly route?: OneRoute;
}

/**
 * Sends commands as one transaction in one piece.
 * @throws {UsageError} before anything is sent.
 */
export async function runAtomic(
  caller: Caller,
  commands: readonly Command[],
  options: AtomicOptions | undefined,
  hasSlots: boolean,
): Promise<readonly unknown[]> {
  const slot = checkBundle(commands, hasSlots, options?.route !== undefined);
  const bundle = new Bundle(commands);
  const call = caller.prepare(bundle.spec, [], { ...options, reply: bundle.reply });
  call.bundle = bundle;
  call.slot = slot;
  const promise = call.promise();
  caller.dispatch(call, options?.signal, traceBatch(commands.length));
  return repliesOf((await promise) as readonly unknown[]);
}

/** The replies, unless a command failed when it ran: then the others have run all the same. */
export function repliesOf(replies: readonly unknown[]): readonly unknown[] {
  const failures = new Map<number, Error>();
  replies.forEach((reply, index) => {
    if (reply instanceof ReplyError) failures.set(index, reply);
  });
  if (failures.size === 0) return replies;
  throw new PartialError("the transaction", outcomesOf({ replies, failures }));
}

/**
 * The slot of a transaction's keys, -1 if it has none or slots don't matter.
 * @throws {UsageError} `ERR_USAGE_CROSSSLOT` for keys of several slots, `ERR_USAGE_ARGUMENT` for a command that no
 *   transaction takes, `ERR_USAGE_ROUTE` for one that goes to many nodes by itself.
 */
export function checkBundle(commands: readonly Command[], hasSlots: boolean, isPlaced: boolean): number {
  let slot = -1;
  for (const command of commands) {
    const { spec, args, options } = command;
    if ((spec.flags & Flag.NO_MULTI) !== 0 || !args.every(isArg)) {
      throw new UsageError("ERR_USAGE_ARGUMENT", `${spec.name} can't be part of a transaction`);
    }
    if (
      options?.route !== undefined ||
      options?.partial === true ||
      (hasSlots && !isPlaced && isForAll(spec))
    ) {
      throw new UsageError("ERR_USAGE_ROUTE", `${spec.name}: a transaction runs on one node, as a whole`);
    }
    if (hasSlots) slot = sameSlot(command, slot);
  }
  return slot;
}

/**
 * The slot of a command's keys, which must be `slot` unless that is -1; `slot` itself if it has none.
 * @throws {UsageError} `ERR_USAGE_CROSSSLOT`
 */
export function sameSlot(command: Command, slot: number): number {
  let common = slot;
  for (const position of keyPositions(command)) {
    const own = slotOf(command.args[position]!);
    if (common !== -1 && own !== common) {
      throw new UsageError(
        "ERR_USAGE_CROSSSLOT",
        `${command.spec.name}: the keys of a transaction must be of one slot; a common {hash tag} makes them so`,
      );
    }
    common = own;
  }
  return common;
}
