/** How values become bytes, and bytes values again. */
export interface Format {
  /** In messages. */
  readonly name: string;
  /**
   * What it is called in the envelope of a value, so that a reader knows how to read it: 1 to 63 are this package's, 64 to 255
   * are free for others. What an id means must never change.
   */
  readonly id: number;
  /** Never called for `undefined`. Throws for a value that it would not give back as it was. */
  encode(value: unknown): Uint8Array;
  /** Throws for bytes it can't read. The value shares no memory with them. */
  decode(bytes: Uint8Array): unknown;
  /** The same, of ASCII that comes as text: for formats that are text. */
  decodeText?(text: string): unknown;
}

/** How bytes become fewer bytes, and as they were again. */
export interface Compressor {
  /** In messages. */
  readonly name: string;
  /** As {@link Format.id}: 1 to 63 are this package's, 64 to 255 are free for others. */
  readonly id: number;
  compress(bytes: Uint8Array): Uint8Array;
  /** The same for large values, off the thread. */
  compressLater(bytes: Uint8Array): Promise<Uint8Array>;
  /** Throws for bytes it can't read, and for those that become more than `maxBytes`: before it has made that many. */
  decompress(bytes: Uint8Array, maxBytes: number): Uint8Array;
}
