import type { Address } from "../address.ts";
import type { Call } from "../connection/call.ts";
import type { Connection } from "../connection/connection.ts";
import { DeliveryError } from "../errors.ts";

/** A connection lent to one user alone. Ends by exactly one of `release` and `discard`. */
export interface Lease {
  readonly address: Address;
  readonly connection: Connection;
  /** Gives it back for the next user: nothing may be unanswered on it, and the server must remember nothing. */
  release(): void;
  /** Ends the connection: its state is unknown, or costs more to clean than a new one. */
  discard(): void;
}

/** Where leases come from. */
export interface Leases {
  /**
   * A connection to the server at `address` that nobody else uses.
   * @param deadline on the runtime's clock.
   * @throws {DeliveryError} `unsent`, when there is none by then, or too many wait already; `signal.reason` when aborted.
   */
  take(address: Address, deadline: number, signal: AbortSignal | undefined): Promise<Lease>;
}

/** Fails a call for which there was no lease: its error is about the call. */
export function failWithoutLease(call: Call, error: unknown): void {
  if (error instanceof DeliveryError) call.fail(error.code, error.address, error.cause);
  else call.reject(error);
}
