import type { Op } from "../data.ts";
import type { Target } from "./target.ts";

/** What workloads need of a client. Replies come as the client gives them: converting them would be our cost, not its. */
export interface Peer {
  get(key: string): Promise<string | null>;
  getBytes(key: string): Promise<Buffer | null>;
  set(key: string, value: string | Buffer): Promise<unknown>;
  mget(keys: string[]): Promise<readonly (string | null)[]>;
  /** The whole list. */
  lrange(key: string): Promise<readonly string[]>;
  hgetall(key: string): Promise<object>;
  /** All in one go, the client's explicit way, or its best one where that can't span nodes. Replies in order. */
  pipeline(ops: readonly Op[]): Promise<readonly unknown[]>;
  /** Subscribes for as long as the process lives. */
  subscribe(channels: readonly string[], onMessage: (channel: string) => void): Promise<void>;
  /** Begins `count` blocking pops from lists that stay empty, and resolves when the servers hold them all. */
  block?(count: number): Promise<void>;
  close(): Promise<void>;
}

/** What each module in `peers/` exports. */
export interface PeerModule {
  open(target: Target): Promise<Peer>;
}
