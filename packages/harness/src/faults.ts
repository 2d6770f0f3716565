export type Direction = "toServer" | "toClient";

/** What a wire does to the bytes on it, and how many it let through. */
export class Faults {
  delayMs = 0;
  bytesPerSecond: number = Infinity;
  /** Sizes of the pieces bytes are forwarded in, over and over. None: as they come. */
  sizes: readonly number[] = [];
  /** How many more bytes may pass before the wire is cut. */
  allowance: Record<Direction, number> = { toServer: Infinity, toClient: Infinity };
  readonly forwarded: Record<Direction, number> = { toServer: 0, toClient: 0 };
  #stall: { readonly over: Promise<void>; readonly end: () => void } | undefined;

  /** Resolves as soon as bytes may flow. */
  get flowing(): Promise<void> {
    return this.#stall?.over ?? Promise.resolve();
  }

  stall(): void {
    if (this.#stall !== undefined) return;
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#stall = { over, end };
  }

  clear(): void {
    this.delayMs = 0;
    this.bytesPerSecond = Infinity;
    this.sizes = [];
    this.allowance = { toServer: Infinity, toClient: Infinity };
    this.#stall?.end();
    this.#stall = undefined;
  }

  /** Takes up to `available` bytes from the allowance of `direction`. */
  admit(available: number, direction: Direction): number {
    const admitted = Math.min(available, this.allowance[direction]);
    this.allowance[direction] -= admitted;
    this.forwarded[direction] += admitted;
    return admitted;
  }
}
