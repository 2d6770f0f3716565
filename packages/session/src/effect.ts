/** Shares connections with other sessions: nothing is remembered. `GET`, `ARTICLE <id>`. */
export interface Forward {
  readonly kind: "forward";
}

/** Needs a connection alone, until its own reply. `BLPOP`. */
export interface Borrow {
  readonly kind: "borrow";
}

/** Proposes holds: the server is to remember something for this session. `WATCH`, `MULTI`, `GROUP`. */
export interface Pin {
  readonly kind: "pin";
  readonly holds: readonly string[];
  /**
   * What follows means something else without these holds: a transaction's body must not run when its `MULTI` was
   * refused or its connection is lost. Without binding holds a session may go on, and pin again. Default false.
   */
  readonly binding?: boolean;
}

/** Proposes holds, and while any of them stands the server talks unasked. `SUBSCRIBE`, `MONITOR`. */
export interface Relay {
  readonly kind: "relay";
  readonly holds: readonly string[];
}

/** Ends holds, those named or all. `EXEC` ends `transaction` and `watch`; `RESET` ends all. */
export interface Unpin {
  readonly kind: "unpin";
  readonly holds: readonly string[] | "all";
}

/** Has a reply that no server is needed for, in its turn. */
export interface Answer {
  readonly kind: "answer";
}

/** Ends the session once everything before it has been answered. */
export interface Quit {
  readonly kind: "quit";
}

/** What a request asks of its session. A protocol classifies requests into effects; this package knows none of them. */
export type Effect = Forward | Borrow | Pin | Relay | Unpin | Answer | Quit;

/** The effects whose reply changes what is held. */
export type HoldEffect = Pin | Relay | Unpin;
