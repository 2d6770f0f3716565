import calculateSlot from "cluster-key-slot";
import { createClient, createCluster, RESP_TYPES } from "redis";
import type { Op } from "../../data.ts";
import type { Peer } from "../peer.ts";
import { entryUrl, type Target } from "../target.ts";
import { byGroup } from "./by-group.ts";

/** What is used here of node-redis: naming its own types takes a compiler seconds. */
interface Driver {
  connect(): Promise<unknown>;
  on(event: "error", listener: () => void): unknown;
  get(key: string): Promise<string | null>;
  set(key: string, value: string | Buffer): Promise<unknown>;
  mGet(keys: readonly string[]): Promise<(string | null)[]>;
  lRange(key: string, start: number, stop: number): Promise<string[]>;
  hGetAll(key: string): Promise<object>;
  withTypeMapping(mapping: Record<number, unknown>): { get(key: string): Promise<Buffer | null> };
  multi(): Chain;
  subscribe(
    channels: readonly string[],
    listener: (message: string, channel: string) => void,
  ): Promise<unknown>;
  close(): Promise<unknown>;
  /** Only of a cluster. */
  readonly slots?: readonly { readonly master: object }[];
}

interface Chain {
  get(key: string): unknown;
  set(key: string, value: string): unknown;
  execAsPipeline(): Promise<unknown[]>;
}

export function open(target: Target): Promise<Peer> {
  return openWith(target, {});
}

/** `commandOptions` as the client's own option of that name; in a cluster too. */
export async function openWith(target: Target, options: { commandOptions?: object }): Promise<Peer> {
  const url = entryUrl(target);
  const made =
    target.mode === "cluster"
      ? createCluster({ rootNodes: [{ url }], ...options })
      : createClient({ url, ...options });
  const driver = made as unknown as Driver;
  driver.on("error", () => {}); // without a listener an error ends the process
  await driver.connect();
  const bytes = driver.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  return {
    get: (key) => driver.get(key),
    getBytes: (key) => bytes.get(key),
    set: (key, value) => driver.set(key, value),
    mget: (keys) => driver.mGet(keys),
    lrange: (key) => driver.lRange(key, 0, -1),
    hgetall: (key) => driver.hGetAll(key),
    pipeline:
      target.mode === "cluster" ? (ops) => pipelineByNode(driver, ops) : (ops) => pipeline(driver, ops),
    subscribe: async (channels, onMessage) => {
      await driver.subscribe(channels, (_, channel) => onMessage(channel));
    },
    close: async () => {
      await driver.close();
    },
  };
}

/** A cluster's pipeline goes whole to the node of its first key. */
function pipelineByNode(driver: Driver, ops: readonly Op[]): Promise<unknown[]> {
  return byGroup(
    ops,
    (op) => driver.slots![calculateSlot(op.key)]!.master,
    (group) => pipeline(driver, group),
  );
}

function pipeline(driver: Driver, ops: readonly Op[]): Promise<unknown[]> {
  const chain = driver.multi();
  for (const op of ops) {
    if (op.value === undefined) chain.get(op.key);
    else chain.set(op.key, op.value);
  }
  return chain.execAsPipeline();
}
