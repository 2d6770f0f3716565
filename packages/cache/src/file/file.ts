import { type Clock, systemClock } from "../clock.ts";
import { createCodec } from "../codec/codec.ts";
import type { CodecOptions } from "../codec/codec-options.ts";
import { CacheUsageError } from "../errors.ts";
import type { RemoteLayer } from "../layer.ts";
import { FileLayer } from "./file-layer.ts";

export interface FileOptions extends Omit<CodecOptions, "maxBytes"> {
  /** A folder for it alone; made if it isn't there. */
  readonly path: string;
  /**
   * What all entries may take together; the least recently used go first. The folder may be half as large again, and some
   * hundred kB. Tags that were invalidated come on top, some 50 bytes each, for as long as their stamps are kept.
   */
  readonly maxBytes: number;
  /** Default `file`. */
  readonly label?: string;
  /** {@link CodecOptions.maxBytes}: the most bytes of one value. Default 64 MiB. */
  readonly maxValueBytes?: number;
  /** Default: that of the system. */
  readonly clock?: Clock;
}

/**
 * A layer in a folder on this machine, which outlasts restarts. The folder is opened when the layer is first used: that reads all of
 * it, and empties it if it is damaged. Entries damaged later are misses. One process, and one layer in it, has the folder at a
 * time: for all others everything fails with `ERR_CACHE_UNREACHABLE`, until that one closes it, or ends. Takes some 400 bytes of
 * memory for each entry.
 *
 * Removals and invalidated tags are on disk when the promise resolves; what was written may be lost when the machine crashes.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for an empty path, a `maxBytes` that is no whole number above 0, and as
 *   `createCodec` does.
 */
export function file(options: FileOptions): RemoteLayer {
  const { path, maxBytes, label = "file", maxValueBytes, clock = systemClock, ...codec } = options;
  if (path === "") throw new CacheUsageError("ERR_CACHE_OPTION", "a file layer needs a path");
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `no maxBytes of a file layer: ${maxBytes}`);
  }
  const limit = maxValueBytes === undefined ? {} : { maxBytes: maxValueBytes };
  return new FileLayer({ path, maxBytes, label, clock, codec: createCodec({ ...codec, ...limit, label }) });
}
