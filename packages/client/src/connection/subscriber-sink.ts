import type { Arg, Reply, ReplySink } from "fairlead-resp";
import { Flag } from "../commands/command.ts";
import type { Call } from "./call.ts";

/** Where what a {@link SubscriberSink} has read goes. */
export interface Answered {
  /** The call whose reply is due next. */
  readonly first: Call | undefined;
  onReply(value: Reply): void;
  onPush(items: Reply[]): void;
}

/** Whom a subscriber's connection serves. */
export interface Subscriber {
  /** {@link DecodeMode} bits for what the server says at this moment. */
  readonly mode: number;
}

const MESSAGES: ReadonlySet<string> = new Set(["message", "smessage", "pmessage"]);
const CONFIRMATIONS: ReadonlySet<string> = new Set([
  "subscribe",
  "psubscribe",
  "ssubscribe",
  "unsubscribe",
  "punsubscribe",
  "sunsubscribe",
]);

/**
 * Reads what a subscriber's connection receives, in either protocol, and hands it to the connection as replies and pushes.
 *
 * - RESP2 has no pushes: messages, confirmations and answers to PING come as arrays.
 * - A command of the SUBSCRIBE family is answered by one confirmation for each of its names, or by one error. Only what
 *   names the next of them counts: a server that loses a slot says `sunsubscribe` unasked.
 *   https://valkey.io/topics/pubsub/
 */
export class SubscriberSink implements ReplySink {
  /** Names that the first command in line has been confirmed. */
  private confirmed = 0;
  private readonly connection: Answered;
  private readonly subscriber: Subscriber;

  constructor(connection: Answered, subscriber: Subscriber) {
    this.connection = connection;
    this.subscriber = subscriber;
  }

  /** The handshake's commands want replies of their own form; after it, anything may be a message. */
  decodeMode(): number {
    const first = this.connection.first;
    return first === undefined || first.mode === 0 ? this.subscriber.mode : first.mode;
  }

  pushMode(): number {
    return this.subscriber.mode;
  }

  onReply(value: Reply): void {
    const kind = Array.isArray(value) ? textOf(value[0]) : "";
    if (MESSAGES.has(kind) || CONFIRMATIONS.has(kind)) this.onPush(value as Reply[]);
    else this.settle(value);
  }

  onPush(items: Reply[]): void {
    const kind = textOf(items[0]);
    if (items[0] !== kind) items[0] = kind;
    if (kind === "message" || !CONFIRMATIONS.has(kind) || !this.isNext(kind, items[1])) {
      this.connection.onPush(items);
    } else if (++this.confirmed === this.connection.first?.args.length) {
      this.settle(null);
    }
  }

  private isNext(kind: string, name: Reply | undefined): boolean {
    const first = this.connection.first;
    if (first === undefined || (first.spec.flags & Flag.PUSH_REPLY) === 0) return false;
    return first.spec.name === kind.toUpperCase() && isSame(first.args[this.confirmed], name);
  }

  private settle(value: Reply): void {
    this.confirmed = 0;
    this.connection.onReply(value);
  }
}

function textOf(value: Reply | undefined): string {
  if (typeof value === "string") return value;
  return Buffer.isBuffer(value) ? value.toString("latin1") : "";
}

function isSame(sent: Arg | undefined, name: Reply | undefined): boolean {
  if (typeof sent === "string" && typeof name === "string") return sent === name;
  // Bytes that are no text come back as text once nobody asks for bytes any more.
  if (typeof name === "string") return bytesOf(sent).toString() === name;
  return bytesOf(sent).equals(bytesOf(name));
}

function bytesOf(value: Arg | Reply | undefined): Buffer {
  return Buffer.from(value as string | Uint8Array);
}
