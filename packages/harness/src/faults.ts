export type Direction = "toServer" | "toClient";

/** What a wire does to the bytes on it, and how many it let through. */
export class Faults {
  delayMs = 0;
  bytesPerSecond: number = Number.POSITIVE_INFINITY;
  /** Sizes of the pieces bytes are forwarded in, over and over. None: as they come. */
  sizes: readonly number[] = [];
  /** How many more bytes may pass before the wire is cut. */
  allowance: Record<Direction, number> = { toServer: Infinity, toClient: Infinity };
  readonly forwarded: Record<Direction, number> = { toServer: 0, toClient: 0 };
  #gate: PromiseWithResolvers | undefined;

  /** Resolves while bytes may flow. */
  get flowing(): Promise<void> {
    return this.#gate?.promise ?? Promise.resolve();
  }

  stall(): void {
    this.#gate ??= promiseWithResolvers();
  }

  clear(): void {
    this.delayMs = 0;
    this.bytesPerSecond = Infinity;
    this.sizes = [];
    this.allowance = { toServer: Infinity, toClient: Infinity };
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Takes up to `available` bytes from the allowance of `direction`. */
  admit(available: number, direction: Direction): number {
    const admitted = Math.min(available, this.allowance[direction]);
    this.allowance[direction] -= admitted;
    this.forwarded[direction] += admitted;
    return admitted;
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function promiseWithResolvers(): PromiseWithResolvers {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
