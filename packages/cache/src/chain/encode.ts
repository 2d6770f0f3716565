import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import type { Codec, RemoteLayer, Stored } from "../layer.ts";

/** Makes one value into bytes, once for layers one after the other that share a codec. */
export class Encoder {
  private readonly value: unknown;
  private codec: Codec | undefined = undefined;
  private bytes: Uint8Array | Promise<Uint8Array> | undefined = undefined;

  constructor(value: unknown) {
    this.value = value;
  }

  /** The entry for a layer, or why it can't be made into bytes. */
  stored(entry: Entry, layer: RemoteLayer): Stored | CacheError | Promise<Stored | CacheError> {
    try {
      const bytes = this.encoded(layer.codec);
      if (!(bytes instanceof Promise)) return storedOf(entry, bytes);
      return bytes.then(
        (late) => storedOf(entry, late),
        (cause: unknown) => failure(layer, cause),
      );
    } catch (cause) {
      return failure(layer, cause);
    }
  }

  private encoded(codec: Codec): Uint8Array | Promise<Uint8Array> {
    if (this.bytes === undefined || this.codec !== codec) {
      this.bytes = codec.encode(this.value);
      this.codec = codec;
    }
    return this.bytes;
  }
}

function storedOf({ createdAt, staleAt, expiresAt, deadAt, tags }: Entry, value: Uint8Array): Stored {
  return { value, createdAt, staleAt, expiresAt, deadAt, tags };
}

function failure({ label }: RemoteLayer, cause: unknown): CacheError {
  if (cause instanceof CacheError) return cause;
  return new CacheError("ERR_CACHE_ENCODE", label, "The value can't be encoded", { cause });
}
