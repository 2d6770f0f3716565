import { Call, plainSpec } from "fairlead/internal";
import { DecodeMode, type Reply } from "fairlead-resp";
import { Refusal } from "./error-text.ts";
import { OwnConnection } from "./own-connection.ts";
import type { Lane } from "./upstream.ts";

const PING = plainSpec("PING");
const NO_ARGS: readonly never[] = [];

/**
 * `WAIT` or `WAITAOF` for all primaries: the least of what they say. A server waits for what it had written when the
 * connection last did anything; so a command goes before it, and covers every write that was replied to until now.
 * https://valkey.io/commands/wait/
 */
export async function waitForReplicas(
  lane: Lane,
  name: string,
  args: readonly Buffer[],
  deadline: number,
  signal: AbortSignal,
): Promise<Reply> {
  const shards = lane.dispatcher.topology.shards.filter(({ slots }) => slots.length > 0);
  const replies = await Promise.all(
    shards.map(({ slots }) => waitAt(lane, slots[0]![0], name, args, deadline, signal)),
  );
  if (replies.length === 0) throw new Refusal("CLUSTERDOWN proxy: no primaries are known");
  return replies.reduce(least);
}

async function waitAt(
  lane: Lane,
  slot: number,
  name: string,
  args: readonly Buffer[],
  deadline: number,
  signal: AbortSignal,
): Promise<Reply> {
  const connection = new OwnConnection(() => undefined);
  const abort = (): void => connection.discard();
  signal.addEventListener("abort", abort, { once: true });
  try {
    connection.acquire(lane, slot, deadline);
    const before = new Call(PING, NO_ARGS, DecodeMode.PLAIN, deadline, false);
    const wait = new Call(plainSpec(name), args, DecodeMode.PLAIN, deadline, false);
    wait.blocking = true;
    const replies = Promise.all([before.promise(), wait.promise()]);
    connection.send(before);
    connection.send(wait);
    const [, reply] = await replies;
    connection.release();
    return reply as Reply;
  } catch (error) {
    connection.discard();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Of numbers the smaller, of lists each one's. */
function least(a: Reply, b: Reply): Reply {
  if (Array.isArray(a) && Array.isArray(b)) return a.map((each, at) => least(each, b[at]!));
  return Math.min(Number(a), Number(b));
}
