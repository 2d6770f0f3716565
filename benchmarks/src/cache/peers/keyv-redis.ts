import { gunzipSync, gzipSync } from "node:zlib";
import KeyvGzip from "@keyv/compress-gzip";
import { createKeyv } from "@keyv/redis";
import type { CompressionAdapter, Keyv } from "keyv";
import type { Setup } from "../peer.ts";

/** Keyv over Redis. `tuned`: with the plain functions of JSON, as its documentation offers, and with the gzip of Node. */
export function keyvRedis({ url, gzip }: Setup, tuned: boolean): Keyv {
  const keyv = createKeyv(url);
  if (gzip) keyv.compression = (tuned ? BY_NODE : byPackage()) as unknown as CompressionAdapter;
  if (tuned) {
    keyv.serialize = JSON.stringify;
    keyv.deserialize = JSON.parse;
  }
  return keyv;
}

/** Keyv in memory, with values as they are. */
export function plain(keyv: Keyv): Keyv {
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return keyv;
}

/** Keyv has values compressed before they are serialized. */
const BY_NODE = {
  compress: (value: unknown): string => gzipSync(JSON.stringify(value)).toString("base64"),
  decompress: (text: string): unknown => JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString()),
};

/** Keyv's own package, which takes texts only. */
function byPackage() {
  const gzip = new KeyvGzip();
  return {
    compress: (value: unknown) => gzip.compress(JSON.stringify(value)),
    decompress: async (bytes: Buffer): Promise<unknown> => JSON.parse(String(await gzip.decompress(bytes))),
  };
}
