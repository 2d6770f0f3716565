import type { CallOptions } from "../call-options.ts";
import type { Command } from "../commands/command.ts";
import type { Topology } from "../topology.ts";
import type { AtomicOptions } from "../transactions/atomic.ts";

/** What the adapter needs of a client. */
export interface Engine {
  send(command: Command, options?: CallOptions): Promise<unknown>;
  atomic(commands: readonly Command[], options?: AtomicOptions): Promise<readonly unknown[]>;
  subscribe(channel: string, options: { readonly reply: "bytes" }): Messages;
  psubscribe(pattern: string, options: { readonly reply: "bytes" }): Messages;
  ssubscribe(channel: string, options: { readonly reply: "bytes" }): Messages;
  readonly topology: Topology;
  /** Has `listener` called when the servers come into reach, or out of it. */
  on(event: "state", listener: (state: EngineState) => void): unknown;
  close(): Promise<void>;
  destroy(): void;
}

/** `down` is when no primary can be reached. */
export interface EngineState {
  readonly kind: "ready" | "degraded" | "down" | "closed";
}

/** A subscription's messages. */
export interface Messages extends AsyncIterable<Item> {
  /** Fulfils once the server has confirmed the subscription. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** A message, or word that some may be missing. */
export type Item =
  | {
      readonly kind: "message";
      readonly channel: Buffer;
      readonly payload: Buffer;
      readonly pattern?: Buffer | undefined;
    }
  | { readonly kind: "gap" };
