import calculateSlot from "cluster-key-slot";
import type { Op } from "../data.ts";
import type { Peer } from "../peer.ts";
import type { Target } from "../target.ts";

/** What ioredis and its fork iovalkey have in common, as far as it is used here. */
export interface Driver {
  connect(): Promise<void>;
  get(key: string): Promise<string | null>;
  getBuffer(key: string): Promise<Buffer | null>;
  set(key: string, value: string | Buffer): Promise<unknown>;
  mget(keys: string[]): Promise<(string | null)[]>;
  lrange(key: string, start: number, stop: number): Promise<string[]>;
  hgetall(key: string): Promise<Record<string, string>>;
  pipeline(): Chain;
  subscribe(...channels: string[]): Promise<unknown>;
  on(event: "message", listener: (channel: string) => void): unknown;
  quit(): Promise<unknown>;
  /** Only of a cluster: the nodes that serve each slot, the primary first. */
  readonly slots?: readonly (readonly string[])[];
}

interface Chain {
  get(key: string): unknown;
  set(key: string, value: string): unknown;
  exec(): Promise<[Error | null, unknown][] | null>;
}

/**
 * Automatic pipelining is off by default, but wherever commands are concurrent it is what makes them fast. It is off where
 * it would only cost: an awaited command at a time waits for a turn of the event loop for nothing.
 */
export function autoPipelining(target: Target): boolean {
  return target.workload !== "sequential";
}

export async function ioredisPeer(driver: Driver, target: Target): Promise<Peer> {
  await driver.connect();
  const inCluster = target.mode === "cluster";
  return {
    get: (key) => driver.get(key),
    getBytes: (key) => driver.getBuffer(key),
    set: (key, value) => driver.set(key, value),
    mget: inCluster ? (keys) => mgetBySlot(driver, keys) : (keys) => driver.mget(keys),
    lrange: (key) => driver.lrange(key, 0, -1),
    hgetall: (key) => driver.hgetall(key),
    pipeline: inCluster ? (ops) => pipelineByNode(driver, ops) : (ops) => pipeline(driver, ops),
    subscribe: async (channels, onMessage) => {
      driver.on("message", onMessage);
      await driver.subscribe(...channels);
    },
    close: async () => {
      await driver.quit();
    },
  };
}

async function pipeline(driver: Driver, ops: readonly Op[]): Promise<unknown[]> {
  const chain = driver.pipeline();
  for (const op of ops) {
    if (op.value === undefined) chain.get(op.key);
    else chain.set(op.key, op.value);
  }
  const results = await chain.exec();
  return results!.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}

/** A pipeline may not span nodes, so the commands are grouped by primary, and the replies put back in order. */
async function pipelineByNode(driver: Driver, ops: readonly Op[]): Promise<unknown[]> {
  const groups = new Map<string, number[]>();
  for (const [index, op] of ops.entries()) {
    const node = driver.slots![calculateSlot(op.key)]![0]!;
    const group = groups.get(node);
    if (group === undefined) groups.set(node, [index]);
    else group.push(index);
  }
  const replies = new Array<unknown>(ops.length);
  await Promise.all(
    Array.from(groups.values(), async (group) => {
      const part = await pipeline(
        driver,
        group.map((index) => ops[index]!),
      );
      for (const [at, index] of group.entries()) replies[index] = part[at];
    }),
  );
  return replies;
}

/** An MGET may not span slots, so each slot gets its own; automatic pipelining sends them together. */
async function mgetBySlot(driver: Driver, keys: string[]): Promise<(string | null)[]> {
  const groups = new Map<number, number[]>();
  for (const [index, key] of keys.entries()) {
    const slot = calculateSlot(key);
    const group = groups.get(slot);
    if (group === undefined) groups.set(slot, [index]);
    else group.push(index);
  }
  const replies = new Array<string | null>(keys.length);
  await Promise.all(
    Array.from(groups.values(), async (group) => {
      const part = await driver.mget(group.map((index) => keys[index]!));
      for (const [at, index] of group.entries()) replies[index] = part[at]!;
    }),
  );
  return replies;
}
