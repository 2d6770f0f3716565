import type { Command } from "../commands/command.ts";
import { PartialError, ReplyError } from "../errors.ts";
import { TransactionError } from "../session-errors.ts";
import type { AtomicOptions } from "../transactions/atomic.ts";
import type { Engine } from "./engine.ts";
import type { Result } from "./pipeline.ts";

const ABORTED = "EXECABORT Transaction discarded because of previous errors.";

/** Runs commands together or not at all, and gives their outcomes as ioredis does. */
export async function runTogether(
  engine: Engine,
  commands: readonly Command[],
  options: AtomicOptions,
): Promise<Result[]> {
  try {
    const replies = await engine.atomic(commands, options);
    return replies.map((reply): Result => [null, reply]);
  } catch (error) {
    if (error instanceof PartialError) {
      return error.outcomes.map(
        (outcome): Result => (outcome.status === "fulfilled" ? [null, outcome.value] : [outcome.reason]),
      );
    }
    if (!(error instanceof TransactionError)) throw error;
    const aborted = new ReplyError("EXECABORT", ABORTED, "EXEC", "");
    throw Object.assign(aborted, { previousErrors: [...error.refusals.values()] });
  }
}
