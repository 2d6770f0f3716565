/** Lets whoever takes a reply hold up the connection that it comes from. */
export interface Flow {
  /** Whether replies to others are due on it as well, which would be held up too. */
  readonly shared: boolean;
  pause(): void;
  resume(): void;
  /** The reply is large: what is sent from here on, and what can be sent again, goes over another connection. */
  stepAside(): void;
}

/** Takes the rest of a request that is larger than one should keep. */
export interface Upload {
  /** `false`: better wait until it is drained. */
  write(bytes: Buffer): boolean;
  whenDrained(then: () => void): void;
  /** Ends the connection: the rest will not come. */
  abort(): void;
}

/** Sends a request again; if it is `overtaken`, gives it up, since one that was to run behind it has run. */
export type Again = (overtaken: boolean) => void;

/** A request that goes out as the bytes it came as, and whose reply comes back as bytes, `DecodeMode.RAW`. */
export interface Passage {
  /** The request stands in `bytes` from `from` to `to`; they don't change. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** Its sender is being sent large replies: if it is sent again, over a connection of its own. */
  readonly bulky: boolean;
  /** A part of the reply has gone where it can't be taken back: the request can't be sent again. */
  readonly begun: boolean;
  /** A request of the same sender behind this one may have changed what this one reads: sent again it would show that. */
  readonly overtaken: boolean;
  /** The request goes on behind `to`, on a connection that nobody else uses: its rest goes to `upload`. */
  opened?(upload: Upload): void;
  /** A piece of the reply, in memory that is used again; `last` completes it. */
  take(bytes: Buffer, start: number, end: number, last: boolean, flow: Flow): void;
  /**
   * The request is to be sent again, though others of its sender's are under way. `false` if it must not be yet: the
   * sender then calls `again`, once that is known to keep their order, or that it can't be kept any more.
   */
  stray(again: Again): boolean;
}

/** Keeps the parts that a call is split into in order with the other calls of its sender, as a {@link Passage} does. */
export interface Order {
  overtaken(slot: number): boolean;
  stray(slot: number, again: Again): boolean;
  /** The part is answered, or given up. */
  settled(slot: number): void;
}
