import { type Call, Phase } from "../connection/call.ts";
import { publishRetry } from "../diagnostics/publish.ts";
import type { ConnectionError } from "../errors.ts";

/** Those calls of a connection that has ended which can be sent again without harm; the others fail. */
export function* repeatableAmong(
  calls: readonly Call[],
  address: string,
  error: ConnectionError,
): IterableIterator<Call> {
  for (const call of calls) {
    if (!call.repeatable) {
      call.fail("ERR_CONNECTION_LOST", address, error);
      continue;
    }
    if (call.phase === Phase.WRITTEN) publishRetry(call.spec.name, ++call.attempts, 0, error);
    call.phase = Phase.WAITING;
    call.obstacle = error;
    yield call;
  }
}
