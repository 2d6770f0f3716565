/** What a client's connection can be put under. A connection that can't is `undefined` in its place. */
export interface ClientLayers {
  /** TLS is active, whether from the beginning or since. */
  readonly isEncrypted: boolean;
  /** Puts TLS on; what was sent before goes out as it is. There is no certificate: not there. */
  readonly startTls?: () => void;
  /** Puts DEFLATE on, in the same way. */
  readonly startDeflate?: () => void;
}
