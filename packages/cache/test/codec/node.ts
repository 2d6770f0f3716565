import * as zlib from "node:zlib";

/** Whether this Node knows Zstandard. */
export const hasZstd: boolean = "zstdCompressSync" in zlib;
