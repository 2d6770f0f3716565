import type { Address } from "../address.ts";
import { type Established, establish } from "../connection/establish.ts";
import type { Turn } from "../connection/turn.ts";
import { ConnectionError } from "../errors.ts";
import type { Settings } from "../options.ts";

/** Milliseconds that one address gets before the next is tried beside it. */
const STAGGER_MS = 150;

/** An address that answered, the connection to it, and what was asked over it. */
export interface Answer<T> extends Established {
  readonly address: Address;
  readonly value: T;
}

/**
 * Connects to the addresses one beside the other, each a little later than the one before or as soon as that one
 * fails, and returns the first over which `ask` fulfils. The others are given up.
 * @throws the last failure when none answers; `undefined` addresses never happen, an empty list throws too.
 */
export function firstAnswer<T>(
  addresses: readonly Address[],
  settings: Settings,
  turn: Turn,
  signal: AbortSignal,
  ask: (established: Established, address: Address) => Promise<T>,
): Promise<Answer<T>> {
  const abort = new AbortController();
  const attempt = async (address: Address): Promise<Answer<T>> => {
    const established = await establish(address, 0, settings, turn, AbortSignal.any([signal, abort.signal]));
    try {
      return { ...established, address, value: await ask(established, address) };
    } catch (error) {
      established.connection.destroy("ERR_CONNECT_CLOSED", "The server's answer was of no use", error);
      throw error;
    }
  };
  return new Promise((resolve, reject) => {
    let next = 0;
    let running = 0;
    let won = false;
    let cancel = (): void => undefined;
    let refusal: ConnectionError | undefined;
    const launch = (): void => {
      cancel();
      const address = addresses[next++];
      if (address === undefined) return;
      running++;
      cancel = settings.runtime.after(STAGGER_MS, launch);
      attempt(address).then(win, lose);
    };
    const win = (answer: Answer<T>): void => {
      running--;
      if (won) {
        answer.connection.destroy("ERR_CONNECT_CLOSED", "Another server answered first");
        return;
      }
      won = true;
      cancel();
      abort.abort();
      resolve(answer);
    };
    const lose = (error: ConnectionError): void => {
      running--;
      // A server that answered "no" says more than one that didn't answer.
      if (refusal === undefined || !isRefusal(refusal)) refusal = error;
      if (won) return;
      if (next < addresses.length && !signal.aborted) launch();
      else if (running === 0) {
        cancel();
        reject(refusal);
      }
    };
    launch();
  });
}

/** Whether a server answered "no", so that asking again won't help. */
export function isRefusal(error: unknown): error is ConnectionError {
  return (
    error instanceof ConnectionError &&
    (error.code === "ERR_CONNECT_REFUSED" || error.code === "ERR_CONNECT_SENTINEL")
  );
}
