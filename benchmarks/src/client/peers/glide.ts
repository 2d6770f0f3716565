import { Batch, ClusterBatch, Decoder, GlideClient, GlideClusterClient } from "@valkey/valkey-glide";
import type { Op } from "../../data.ts";
import type { Peer } from "../peer.ts";
import { entry, type Target } from "../target.ts";

type Driver = GlideClient | GlideClusterClient;

/** The defaults, 250 ms and 1000 requests under way, are too little for bursts. */
const LIMITS = { requestTimeout: 60_000, inflightRequestsLimit: 1_000_000 };

export async function open(target: Target): Promise<Peer> {
  const driver = await connect(target);
  const bytes = { decoder: Decoder.Bytes };
  return {
    get: (key) => driver.get(key) as Promise<string | null>,
    getBytes: (key) => driver.get(key, bytes) as Promise<Buffer | null>,
    set: (key, value) => driver.set(key, value),
    mget: (keys) => driver.mget(keys) as Promise<(string | null)[]>,
    lrange: (key) => driver.lrange(key, 0, -1) as Promise<string[]>,
    hgetall: (key) => driver.hgetall(key),
    pipeline: (ops) => pipeline(driver, ops),
    subscribe: async (channels, onMessage) => {
      await connect(target, channels, onMessage); // only a new client can subscribe with a callback
    },
    close: async () => driver.close(),
  };
}

function connect(
  target: Target,
  channels?: readonly string[],
  onMessage?: (channel: string) => void,
): Promise<Driver> {
  const common = { addresses: [entry(target)], ...LIMITS };
  const callback = (message: { channel: unknown }) => onMessage?.(String(message.channel));
  const exact = new Set(channels);
  if (target.mode === "cluster") {
    const pubsubSubscriptions = { channelsAndPatterns: { 0: exact }, callback };
    return GlideClusterClient.createClient(
      channels === undefined ? common : { ...common, pubsubSubscriptions },
    );
  }
  const pubsubSubscriptions = { channelsAndPatterns: { 0: exact }, callback };
  return GlideClient.createClient(channels === undefined ? common : { ...common, pubsubSubscriptions });
}

/** In a cluster it is the client that splits it by node. */
async function pipeline(driver: Driver, ops: readonly Op[]): Promise<readonly unknown[]> {
  const replies =
    driver instanceof GlideClusterClient
      ? await driver.exec(fill(new ClusterBatch(false), ops), true)
      : await driver.exec(fill(new Batch(false), ops), true);
  return replies ?? [];
}

function fill<B extends Batch | ClusterBatch>(batch: B, ops: readonly Op[]): B {
  for (const op of ops) {
    if (op.value === undefined) batch.get(op.key);
    else batch.set(op.key, op.value);
  }
  return batch;
}
