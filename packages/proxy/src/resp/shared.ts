import type { SessionMode } from "fairlead-session";
import type { Observer } from "../observe/observer.ts";
import type { Seen } from "../observe/seen.ts";
import type { AllWorkers } from "../workers/all-workers.ts";
import type { VirtualNode } from "./cluster-view.ts";
import type { Context } from "./context.ts";
import type { Asked } from "./keys.ts";
import type { Monitors } from "./monitors.ts";
import type { Rows } from "./row.ts";
import type { Strangers } from "./strangers.ts";
import type { Login, Servers } from "./upstream.ts";

/** A session as other sessions see it. */
export interface Peer extends Seen {
  readonly context: Context;
  readonly subscriptions: { readonly any: boolean; size(kind: "channel" | "pattern" | "shard"): number };
  kill(): void;
  /** Ends once it has the replies to what it has sent. */
  leave(): void;
  /** Ends what it waits for; `false` if it waits for nothing. */
  unblock(withError: boolean): boolean;
}

/** What the servers are, for clients that ask. */
export interface ServerKind {
  readonly name: string;
  readonly version: string;
  /** Valkey 8 or later, which refuses some things in other words than Redis. */
  readonly isValkey8: boolean;
  readonly databases: number;
}

/** Who may come in, and as whom. */
export interface Gate {
  /** Who a client is that has said nothing; `undefined` if it must. */
  readonly nobody: string | undefined;
  /** Checks a name and a password. @throws {Refusal} in the server's words. */
  admit(login: Login, named: boolean): Promise<Admission>;
  /** Whether a user may send a command; otherwise what it is told. */
  forbids?(user: string, asked: Asked): string | undefined;
}

/** A client that has been let in. */
export interface Admission {
  readonly user: string;
  /** Who to be for the servers, where they know the user themselves. */
  readonly login?: Login;
  /** How its session uses connections, if not as the listener's do. */
  readonly mode?: SessionMode;
}

/** What all sessions of a listener have in common. */
export interface Shared {
  readonly rows: Rows;
  /** What `rows` don't know. */
  readonly strangers: Strangers;
  readonly upstream: Servers;
  readonly gate: Gate;
  readonly server: ServerKind;
  readonly observer: Observer;
  /** Milliseconds for one request. */
  readonly timeoutMs: number;
  readonly maxTransactionBytes: number;
  /** Sessions that want to be told of every command. */
  readonly monitors: Monitors;
  /** Further lines of `INFO`. */
  info(): Promise<Readonly<Record<string, string | number>>>;
  /** All processes that serve. */
  readonly workers: AllWorkers;
  /** What the client is to take the proxy for. */
  node(context: Context): VirtualNode;
}
