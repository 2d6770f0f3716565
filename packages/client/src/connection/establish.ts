import { DecodeMode, type ErrorReply, type Reply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import type { Credentials } from "../credentials.ts";
import { nextConnection, publishConnect } from "../diagnostics/publish.ts";
import { ConnectionError, ReplyError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { Call, NEVER } from "./call.ts";
import { Connection, type ConnectionOwner } from "./connection.ts";
import {
  type Greeting,
  helloSteps,
  isHelloUnknown,
  NO_GREETING,
  plainSteps,
  readGreeting,
  type Step,
} from "./handshake.ts";
import { keepLoggedIn } from "./log-in-again.ts";
import { openSocket, type SocketReader } from "./socket.ts";
import type { Subscriber } from "./subscriber-sink.ts";
import type { Turn } from "./turn.ts";

/** A connection that is ready for commands, and what the server said of itself. */
export interface Established {
  readonly connection: Connection;
  readonly greeting: Greeting;
}

/**
 * Opens a connection and shakes hands.
 * @param attempt rotates over the addresses of a host name.
 * @param setup what this connection needs beyond what all do, such as READONLY; sent with the handshake.
 * @param subscriber makes it a connection for subscriptions, which carries no other commands.
 * @throws {ConnectionError} `ERR_CONNECT_FAILED`, `ERR_CONNECT_REFUSED`, `ERR_CONNECT_TIMEOUT`, or another of its
 *   codes if the connection ends on the way. When `signal` is aborted, `ERR_CONNECT_CLOSED`.
 */
export async function establish(
  address: Address,
  attempt: number,
  settings: Settings,
  turn: Turn,
  signal: AbortSignal,
  setup: readonly Step[] = [],
  subscriber?: Subscriber,
): Promise<Established> {
  const text = addressText(address);
  const number = nextConnection();
  const startedAt = performance.now();
  publishConnect("attempt", number, text, 0);
  const abort = new AbortController();
  const give = (error: ConnectionError): void => abort.abort(error);
  const stop = (): void =>
    give(new ConnectionError("ERR_CONNECT_CLOSED", `Closed before ${text} answered`, text));
  const timeout = settings.runtime.after(settings.connectTimeoutMs, () =>
    give(
      new ConnectionError(
        "ERR_CONNECT_TIMEOUT",
        `${text} did not answer in ${settings.connectTimeoutMs} ms`,
        text,
      ),
    ),
  );
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop);
  try {
    const established = await shakeHands(
      address,
      text,
      attempt,
      settings,
      turn,
      abort.signal,
      setup,
      subscriber,
    );
    established.connection.announce(number, performance.now() - startedAt);
    return established;
  } catch (error) {
    publishConnect("failed", number, text, performance.now() - startedAt, error as ConnectionError);
    throw error;
  } finally {
    timeout();
    signal.removeEventListener("abort", stop);
  }
}

async function shakeHands(
  address: Address,
  text: string,
  attempt: number,
  settings: Settings,
  turn: Turn,
  signal: AbortSignal,
  setup: readonly Step[],
  subscriber: Subscriber | undefined,
): Promise<Established> {
  const reader: SocketReader = { onBytes: () => undefined };
  const credentials = await resolveCredentials(settings, text, signal);
  const socket = await openSocket(address, attempt, settings, reader, signal).catch((error: unknown) => {
    throw error instanceof ConnectionError
      ? error
      : new ConnectionError(
          "ERR_CONNECT_FAILED",
          `${text} can't be reached: ${(error as Error).message}`,
          text,
          error,
        );
  });
  const connection = new Connection(socket, reader, text, HANDSHAKE_OWNER, turn, settings, subscriber);
  const cut = (): void =>
    connection.destroy("ERR_CONNECT_CLOSED", "The handshake was given up", signal.reason);
  signal.addEventListener("abort", cut);
  try {
    const greeting = await negotiate(connection, { ...settings, credentials, setup });
    connection.clientId = greeting.clientId;
    // In RESP2 a connection that is subscribed takes no AUTH.
    if (subscriber === undefined || greeting.protocol === 3) {
      const { credentials: source, connectTimeoutMs, runtime } = settings;
      socket.once("close", keepLoggedIn(connection, source, credentials, connectTimeoutMs, runtime.now));
    }
    return { connection, greeting };
  } catch (error) {
    connection.destroy("ERR_CONNECT_CLOSED", "The handshake failed", error);
    if (signal.aborted) throw signal.reason;
    if (error instanceof ConnectionError) throw error;
    const message = `${text} refused the handshake: ${(error as Error).message}`;
    throw new ConnectionError("ERR_CONNECT_REFUSED", message, text, error);
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

async function resolveCredentials(
  settings: Settings,
  text: string,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([settings.credentials.get(), aborted]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new ConnectionError(
      "ERR_CONNECT_FAILED",
      `No credentials for ${text}: ${(error as Error).message}`,
      text,
      error,
    );
  }
}

async function negotiate(connection: Connection, needs: Parameters<typeof helloSteps>[0]): Promise<Greeting> {
  try {
    const [hello] = await run(connection, helloSteps(needs));
    return readGreeting(hello as Reply);
  } catch (error) {
    if (!isHelloUnknown(error)) throw error;
  }
  await run(connection, plainSteps(needs));
  return NO_GREETING;
}

/** Sends all steps in one write; fails with the first refusal that matters. */
async function run(connection: Connection, steps: readonly Step[]): Promise<unknown[]> {
  const replies = steps.map((step) => {
    const call = new Call(step.spec, step.args, DecodeMode.PLAIN, NEVER, false);
    const reply = call.promise();
    connection.send(call);
    return step.optional ? reply.catch(unlessEnded) : reply;
  });
  const outcomes = await Promise.allSettled(replies);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value);
}

/** A server that doesn't know an optional step may refuse it; that the connection ended matters all the same. */
function unlessEnded(error: unknown): undefined {
  if (!(error instanceof ReplyError)) throw error;
  return undefined;
}

const HANDSHAKE_OWNER: ConnectionOwner = {
  refused: (connection: Connection, call: Call, reply: ErrorReply) =>
    call.reject(new ReplyError(reply.code, reply.message, call.spec.name, connection.address)),
  pushed: () => undefined,
  stalled: () => undefined,
  ended: (_connection, error, calls) => {
    for (const call of calls) call.reject(error);
  },
};
