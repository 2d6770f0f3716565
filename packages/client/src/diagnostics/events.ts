import type { ConnectionError, Delivery } from "../errors.ts";
import type { TopologyChange } from "../topology.ts";

/** The commands of one pipeline: the same object in the event of each. */
export interface CommandBatch {
  /** How many there are. */
  readonly size: number;
}

/**
 * One command, from the call to its outcome. Times are milliseconds of `performance.now()`. Arguments and values are
 * in no field.
 */
export interface CommandEvent {
  /** Upper case, containers with their subcommand: `GET`, `CONFIG GET`. */
  readonly command: string;
  readonly database: number;
  /** The pipeline it belongs to, if it belongs to one of two commands or more. */
  readonly batch: CommandBatch | undefined;
  /** When the call was made. */
  readonly startedAt: number;
  /** When it was last queued for want of a connection; `undefined` if it never was. */
  readonly queuedAt: number | undefined;
  /** When it was last written to a connection; `undefined` if it never was, or went to several nodes in parts. */
  readonly writtenAt: number | undefined;
  /** When its outcome was known; `undefined` until then. */
  readonly settledAt: number | undefined;
  /** How often it was written to a connection: more than once means redirects or retries. */
  readonly attempts: number;
  /** `host:port` it was last written or meant for; `undefined` if that was never decided, or there were several. */
  readonly address: string | undefined;
  /** The slot of its keys; -1 if it has none, or on a single server. */
  readonly slot: number;
  readonly outcome: "pending" | "ok" | "error";
  /** The error's `code`; `OTHER` for one that does not look like a code, the error's name for one from outside. */
  readonly code: string | undefined;
  /** For an error: what is known of the command. `undefined` if the server answered it. */
  readonly delivery: Delivery | undefined;
}

/** What happened to a connection. */
export interface ConnectEvent {
  /**
   * - `attempt`: name resolution, TCP, TLS and handshake begin;
   * - `connected`: it is ready for commands;
   * - `failed`: the attempt failed;
   * - `lost`: it ended, and this program had not asked for that;
   * - `closed`: this program ended it, or gave up the attempt.
   */
  readonly kind: "attempt" | "connected" | "failed" | "lost" | "closed";
  /** The same number in all events of one connection, and of no other in this process. */
  readonly connection: number;
  /** `host:port`, or a path. */
  readonly address: string;
  /** How long the attempt took, or for `lost` and for a connection that is `closed`, how long it stood. */
  readonly durationMs: number;
  /** For `failed` and `lost`. */
  readonly error: ConnectionError | undefined;
}

/** A server sent a command elsewhere. */
export interface RedirectEvent {
  /** `MOVED`: the slot lives there now. `ASK`: for this once. */
  readonly kind: "MOVED" | "ASK";
  readonly command: string;
  /** The slot that the server named. */
  readonly slot: number;
  readonly from: string;
  /** `undefined` where the server doesn't know either. */
  readonly to: string | undefined;
}

/** A command will be sent again. */
export interface RetryEvent {
  readonly command: string;
  /** How often it was sent on or again, this time included. */
  readonly attempt: number;
  /** How long it waits first; 0 if it goes at once. */
  readonly waitMs: number;
  /** `code` of what went wrong. */
  readonly reason: string;
}

/** Something happened in the pool of connections that one user at a time has to itself. */
export interface PoolEvent {
  /**
   * - `wait`: none is free, and one more call waits;
   * - `acquire`: a connection is lent;
   * - `release`: it came back, and will be lent again;
   * - `discard`: it came back, or idled, and was ended;
   * - `timeout`: a call gave up waiting.
   */
  readonly kind: "wait" | "acquire" | "release" | "discard" | "timeout";
  /** `host:port` of the pool's node. */
  readonly address: string;
  /** For `acquire` and `timeout`: how long the user waited. For `release` and `discard`: how long it was lent. Else 0. */
  readonly durationMs: number;
  /** Connections lent at this moment. */
  readonly leased: number;
  /** Connections that could be lent at this moment. */
  readonly idle: number;
  /** Calls that wait for one at this moment. */
  readonly waiting: number;
}

/** Messages may be missing from subscriptions: they were not subscribed for a while. */
export interface PubSubGapEvent {
  readonly kind: "channel" | "pattern" | "shard";
  /** How many channels or patterns it concerns. */
  readonly subscriptions: number;
  /** Where they are subscribed now. */
  readonly address: string;
  /** Milliseconds without the subscription. */
  readonly durationMs: number;
  /** Its connection was lost and made anew, or it moved to another node. */
  readonly reason: "reconnected" | "moved";
}

/** The name of each channel, and the message that is published on it. */
export interface ChannelEvents {
  /**
   * The call was made; in the caller's own async context. The message is the very object that `fairlead:command` has
   * later. Only published while that channel has a subscriber, too.
   */
  readonly "fairlead:command:start": CommandEvent;
  /** The outcome is known. */
  readonly "fairlead:command": CommandEvent;
  readonly "fairlead:connect": ConnectEvent;
  /** The topology that a client knows has changed. */
  readonly "fairlead:topology": TopologyChange;
  readonly "fairlead:redirect": RedirectEvent;
  readonly "fairlead:retry": RetryEvent;
  readonly "fairlead:pool": PoolEvent;
  readonly "fairlead:pubsub-gap": PubSubGapEvent;
}
