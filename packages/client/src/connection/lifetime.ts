import { publishConnect } from "../diagnostics/publish.ts";
import type { ConnectionError } from "../errors.ts";

/** Tells observers of a connection's beginning and end. */
export class Lifetime {
  /** In the events of `fairlead:connect`; 0 until it is ready for commands. */
  private number = 0;
  private readonly openedAt = performance.now();
  private readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  begin(number: number, durationMs: number): void {
    this.number = number;
    publishConnect("connected", number, this.address, durationMs);
  }

  /** Tells nothing of a connection that never was ready. */
  end(error: ConnectionError): void {
    if (this.number === 0) return;
    publishConnect("lost", this.number, this.address, performance.now() - this.openedAt, error);
  }
}
