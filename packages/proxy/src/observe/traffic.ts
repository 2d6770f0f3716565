/** The bytes of one session. */
export interface Traffic {
  /** Of replies that its client has not taken yet. */
  readonly bufferedBytes: number;
  /** From its client so far. */
  readonly receivedBytes: number;
  /** To its client so far. */
  readonly sentBytes: number;
}
