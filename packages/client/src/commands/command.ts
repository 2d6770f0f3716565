import type { Arg, Reply } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";

export type { Arg, Reply };

/** A key: text, or bytes for keys that are not text. */
export type Key = string | Uint8Array;

/** What is known of a command before it is sent: bits of {@link CommandSpec.flags}. */
export const Flag = {
  /** Never changes data: may be sent again when its fate is unknown, and to replicas. */
  READONLY: 1,
  /** May change data. */
  WRITE: 2,
  /** Can make the server hold its reply back. */
  BLOCKING: 4,
  /** Its keys depend on its arguments in a way that key specifications don't tell. */
  MOVABLE_KEYS: 8,
  ADMIN: 16,
  PUBSUB: 32,
  /** Refused by the server inside MULTI. */
  NO_MULTI: 64,
  /** Answered by a push instead of a reply (RESP3: SUBSCRIBE and the like). */
  PUSH_REPLY: 128,
  /** The server is to tell when what it read changes: `CLIENT CACHING YES` goes before it. */
  TRACKED: 256,
} as const;

/** Which nodes of a cluster a command goes to: the server's own advice (command tips), and what it has no word for. */
export type RequestPolicy =
  | "all_nodes"
  | "all_shards"
  | "multi_shard"
  | "special"
  /** One, and the caller must say which. */
  | "one_node";

/**
 * How the replies of several nodes become one: the server's own advice (command tips), and what it has no word for.
 * https://valkey.io/topics/command-tips/
 */
export type ResponsePolicy =
  | "one_succeeded"
  | "all_succeeded"
  | "agg_logical_and"
  | "agg_logical_or"
  | "agg_min"
  | "agg_max"
  | "agg_sum"
  /** They don't. */
  | "special"
  /** Arrays, each element once. */
  | "union"
  /** Arrays of names and numbers in turn: the numbers of each name are added up. */
  | "sum_by_name"
  /** One of those that are not null; null only if all are. */
  | "any_not_null";

/**
 * Where some of a command's keys stand. Positions count from 0 in {@link Command.args}, name words left out.
 * Source: https://valkey.io/topics/key-specs/
 */
export interface KeySpec {
  readonly begin:
    | { readonly kind: "index"; readonly index: number }
    /** The argument after the first `keyword` found from `from` on; a negative `from` searches backwards. */
    | { readonly kind: "keyword"; readonly keyword: string; readonly from: number }
    | { readonly kind: "unknown" };
  readonly find: /** `last` counts from the first key; negative: from the command's end. `limit` 2 stops half-way. */
    | { readonly kind: "range"; readonly last: number; readonly step: number; readonly limit: number }
    /** The count stands at `count`, the first key at `first`, both from the beginning of this spec. */
    | { readonly kind: "keynum"; readonly count: number; readonly first: number; readonly step: number }
    | { readonly kind: "unknown" };
}

/** A command's name and everything about it that does not depend on one call's arguments. */
export interface CommandSpec {
  /** Upper case, containers with their subcommand: `GET`, `CONFIG GET`. */
  readonly name: string;
  /** The name's words as they go on the wire, each a bulk string, ready-made. */
  readonly words: { readonly count: number; readonly bytes: Uint8Array };
  readonly flags: number;
  readonly keys: readonly KeySpec[];
  /** Position of the first key in the arguments, -1 if there is none, -2 if it must be searched for. */
  readonly firstKey: number;
  /** Position of the argument that is itself a slot, in place of a key; -1 if there is none. */
  readonly slotArgument: number;
  readonly request: RequestPolicy | undefined;
  readonly response: ResponsePolicy | undefined;
  /** The whole script, where the first argument is its hash; what a server that doesn't have it is sent instead. */
  readonly script: string | undefined;
  /**
   * Gives a reply the shape that the command's types promise, whichever protocol version it came by.
   * `undefined` where the reply already has it.
   */
  readonly decode: ((reply: Reply, args: readonly Arg[], mode: number) => unknown) | undefined;
}

declare const replyType: unique symbol;

/** A command as a value: works alike in `client.send`, in pipelines, transactions and sessions. */
export interface Command<T = unknown> {
  readonly spec: CommandSpec;
  /** What follows the name on the wire. */
  readonly args: readonly Arg[];
  /** Options of the call, where the command was made with some. */
  readonly options?: CallOptions | undefined;
  /** Only for the type checker: what the reply is. */
  readonly [replyType]?: T;
}
