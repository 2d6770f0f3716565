/** What became of a body: its bytes, or why they are not to be kept. */
export type Captured =
  | { readonly kind: "complete"; readonly bytes: Uint8Array }
  | { readonly kind: "too-large" }
  | { readonly kind: "broken" };

export interface Capture {
  /** The same bytes, as they come. Null if nobody is to read them. */
  readonly body: ReadableStream<Uint8Array> | null;
  /** Never rejects. Settles no later than the body ends. */
  readonly captured: Promise<Captured>;
}

export interface CaptureOptions {
  readonly maxBytes: number;
  /** How many bytes there have to be, if that is known. */
  readonly expectedBytes?: number | undefined;
  /** Whether someone reads the body. If not, it is given up once it is too large. */
  readonly read: boolean;
}

/**
 * Copies a body while it passes. Up to `maxBytes` it is read as fast as it comes, whether its reader is slow or not; beyond,
 * as fast as its reader reads. A body that fails, is cancelled or ends early is `broken`.
 */
export function capture(source: ReadableStream<Uint8Array>, options: CaptureOptions): Capture {
  const copy = new Copy(source, options);
  return { body: copy.body, captured: copy.captured };
}

class Copy {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly captured: Promise<Captured>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #options: CaptureOptions;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #settle!: (captured: Captured) => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** `over`: it is too large to keep; `left`: its reader has left. */
  #state: "keeping" | "over" | "left" = "keeping";

  constructor(source: ReadableStream<Uint8Array>, options: CaptureOptions) {
    this.#reader = source.getReader();
    this.#options = options;
    this.captured = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.body = options.read
      ? new ReadableStream<Uint8Array>({
          start: (controller) => {
            this.#controller = controller;
          },
          pull: async () => {
            if (this.#state === "over") await this.#step();
          },
          cancel: (reason) => {
            this.#state = "left";
            this.#settle({ kind: "broken" });
            return this.#reader.cancel(reason);
          },
        })
      : null;
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#state === "keeping" && (await this.#step()));
  }

  /** Passes one chunk on. Whether there may be more. */
  async #step(): Promise<boolean> {
    try {
      const { done, value } = await this.#reader.read();
      if (!done) return await this.#take(value);
      this.#end();
    } catch (error) {
      this.#settle({ kind: "broken" });
      this.#controller?.error(error);
    }
    return false;
  }

  async #take(chunk: Uint8Array): Promise<boolean> {
    if (this.#state === "left") return false;
    this.#bytes += chunk.byteLength;
    // A copy: whoever reads the chunk may write to it, or hand its memory on.
    if (this.#state === "keeping") this.#chunks.push(chunk.slice());
    this.#controller?.enqueue(chunk);
    if (this.#bytes <= this.#options.maxBytes) return true;
    if (this.#state === "over") return true;
    this.#state = "over";
    this.#chunks = [];
    this.#settle({ kind: "too-large" });
    if (this.#controller === undefined) await this.#reader.cancel();
    return false;
  }

  #end(): void {
    const { expectedBytes } = this.#options;
    if (this.#state === "left") return;
    if (this.#state === "keeping") {
      const isWhole = expectedBytes === undefined || expectedBytes === this.#bytes;
      this.#settle(
        isWhole ? { kind: "complete", bytes: joined(this.#chunks, this.#bytes) } : { kind: "broken" },
      );
    }
    this.#controller?.close();
  }
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
