import KeyvGzip from "@keyv/compress-gzip";
import { createKeyv } from "@keyv/redis";
import type { CompressionAdapter, Keyv } from "keyv";
import type { Setup } from "../peer.ts";

/** Keyv over Redis. `tuned`: with the plain functions of JSON, as its documentation offers. */
export function keyvRedis({ url, gzip }: Setup, tuned: boolean): Keyv {
  const keyv = createKeyv(url);
  if (gzip) keyv.compression = new KeyvGzip() as CompressionAdapter;
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
