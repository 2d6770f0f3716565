import calculateSlot from "cluster-key-slot";
import type { Op } from "../../data.ts";
import type { Peer } from "../peer.ts";
import type { Target } from "../target.ts";
import { byGroup } from "./by-group.ts";

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
 * `enableAutoPipelining` is off by default, and measured both ways: on, it saves a cluster's bursts half their cost; off, it is
 * better at commands one after another and at big replies.
 */
export interface Setting {
  readonly enableAutoPipelining: boolean;
}

export async function ioredisPeer(driver: Driver, target: Target, setting: Setting): Promise<Peer> {
  await driver.connect();
  const inCluster = target.mode === "cluster";
  return {
    get: (key) => driver.get(key),
    getBytes: (key) => driver.getBuffer(key),
    set: (key, value) => driver.set(key, value),
    mget: inCluster ? (keys) => mgetBySlot(driver, keys) : (keys) => driver.mget(keys),
    lrange: (key) => driver.lrange(key, 0, -1),
    hgetall: (key) => driver.hgetall(key),
    pipeline: pipelineFor(inCluster, setting).bind(undefined, driver),
    subscribe: async (channels, onMessage) => {
      driver.on("message", onMessage);
      await driver.subscribe(...channels);
    },
    close: async () => {
      await driver.quit();
    },
  };
}

type Pipeline = (driver: Driver, ops: readonly Op[]) => Promise<unknown[]>;

function pipelineFor(inCluster: boolean, { enableAutoPipelining }: Setting): Pipeline {
  if (!inCluster) return pipeline;
  return enableAutoPipelining ? automaticPipeline : pipelineByNode;
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

/** A pipeline may not span nodes. */
function pipelineByNode(driver: Driver, ops: readonly Op[]): Promise<unknown[]> {
  const nodeOf = (op: Op) => driver.slots![calculateSlot(op.key)]![0];
  return byGroup(ops, nodeOf, (group) => pipeline(driver, group));
}

/** Single commands, which the client gathers by node. */
function automaticPipeline(driver: Driver, ops: readonly Op[]): Promise<unknown[]> {
  return Promise.all(
    ops.map((op) => (op.value === undefined ? driver.get(op.key) : driver.set(op.key, op.value))),
  );
}

/** An MGET may not span slots. */
function mgetBySlot(driver: Driver, keys: readonly string[]): Promise<(string | null)[]> {
  return byGroup(keys, calculateSlot, (group) => driver.mget(group));
}
