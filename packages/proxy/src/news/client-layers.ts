/** What a client's connection is, or can be put, under. */
export interface ClientLayers {
  readonly isEncrypted: boolean;
  readonly isCompressed: boolean;
  /** Puts TLS on: what was written before goes out as it is. `undefined` if there is no certificate, or no way to. */
  readonly startTls: (() => void) | undefined;
  /** Puts DEFLATE on, in the same way. */
  readonly startDeflate: (() => void) | undefined;
}
