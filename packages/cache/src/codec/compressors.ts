import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { CacheUsageError } from "../errors.ts";
import type { Compressor } from "./format.ts";

/** Leaves bytes as they are: the default. */
export const none: Compressor = {
  name: "none",
  id: 0,
  compress: (bytes) => bytes,
  compressLater: async (bytes) => bytes,
  decompress(bytes, maxBytes) {
    if (bytes.length > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
    return bytes;
  },
};

/**
 * Gzip. `level` is 1 (fast) to 9 (small), default 6.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for another level.
 */
export function gzip(options: { readonly level?: number } = {}): Compressor {
  const level = wholeBetween(1, 9, options.level ?? 6, "level of gzip");
  const later = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gzip);
  return {
    name: "gzip",
    id: 1,
    compress: (bytes) => zlib.gzipSync(bytes, { level }),
    compressLater: (bytes) => later(bytes, { level }),
    decompress: (bytes, maxOutputLength) => zlib.gunzipSync(bytes, { maxOutputLength }),
  };
}

/**
 * Brotli: smaller than gzip, and slower. `quality` is 0 (fast) to 11 (small, very slow), default 4.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for another quality.
 */
export function brotli(options: { readonly quality?: number } = {}): Compressor {
  const quality = wholeBetween(0, 11, options.quality ?? 4, "quality of brotli");
  const later = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);
  const optionsFor = (bytes: Uint8Array): zlib.BrotliOptions => ({
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: quality,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return {
    name: "brotli",
    id: 2,
    compress: (bytes) => zlib.brotliCompressSync(bytes, optionsFor(bytes)),
    compressLater: (bytes) => later(bytes, optionsFor(bytes)),
    decompress: (bytes, maxOutputLength) => zlib.brotliDecompressSync(bytes, { maxOutputLength }),
  };
}

/** What {@link zstd} needs of `node:zlib`, or of another module with the same functions. */
export interface ZstdModule {
  readonly constants: { readonly ZSTD_c_compressionLevel: number };
  zstdCompressSync(bytes: Uint8Array, options: ZstdOptions): Uint8Array;
  zstdCompress(
    bytes: Uint8Array,
    options: ZstdOptions,
    done: (error: Error | null, compressed: Uint8Array) => void,
  ): void;
  zstdDecompressSync(bytes: Uint8Array, options: ZstdOptions): Uint8Array;
}

export interface ZstdOptions {
  readonly params?: Readonly<Record<number, number>>;
  readonly maxOutputLength?: number;
}

/**
 * Zstandard: as small as gzip, and several times faster. Node 22.15 and later have it. `level` is 1 (fast) to 22 (small),
 * default 3. `module` takes the place of `node:zlib`, on a Node without it.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for another level, or if this Node lacks it and there is no `module`.
 */
export function zstd(options: { readonly level?: number; readonly module?: ZstdModule } = {}): Compressor {
  const level = wholeBetween(1, 22, options.level ?? 3, "level of zstd");
  const module = options.module ?? nodeZstd();
  if (module === undefined) {
    throw new CacheUsageError("ERR_CACHE_OPTION", "zstd needs Node 22.15 or later: this one lacks it");
  }
  const params = { [module.constants.ZSTD_c_compressionLevel]: level };
  return {
    name: "zstd",
    id: 3,
    compress: (bytes) => module.zstdCompressSync(bytes, { params }),
    compressLater: (bytes) =>
      new Promise((resolve, reject) => {
        module.zstdCompress(bytes, { params }, (error, compressed) => {
          if (error === null) resolve(compressed);
          else reject(error);
        });
      }),
    decompress: (bytes, maxOutputLength) => module.zstdDecompressSync(bytes, { maxOutputLength }),
  };
}

/** `node:zlib`, where it knows Zstandard. */
export function nodeZstd(): ZstdModule | undefined {
  return "zstdCompressSync" in zlib ? (zlib as unknown as ZstdModule) : undefined;
}

function wholeBetween(least: number, most: number, value: number, what: string): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new CacheUsageError("ERR_CACHE_OPTION", `no ${what}: ${value}`);
}
