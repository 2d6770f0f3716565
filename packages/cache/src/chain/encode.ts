import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type { Codec, RemoteLayer, Stored } from "../layer.ts";

/** Makes one value into bytes for each codec that layers have, once for layers that share one. */
export class Encoder {
  private readonly value: unknown;
  private readonly made = new Map<Codec, Promise<Uint8Array>>();

  constructor(value: unknown) {
    this.value = value;
  }

  /** The entry for a layer, or why it can't be made into bytes. */
  async stored(
    { createdAt, staleAt, expiresAt, deadAt, tags }: Entry,
    layer: RemoteLayer,
  ): Promise<Stored | CacheError> {
    try {
      let bytes = this.made.get(layer.codec);
      if (bytes === undefined) {
        bytes = Promise.resolve(layer.codec.encode(this.value));
        this.made.set(layer.codec, bytes);
      }
      return { value: await bytes, createdAt, staleAt, expiresAt, deadAt, tags };
    } catch (cause) {
      if (cause instanceof CacheError) return cause;
      return new CacheError("ERR_CACHE_ENCODE", layer.label, "The value can't be encoded", { cause });
    }
  }
}
