import type { Encoded } from "../layer.ts";
import { asBuffer } from "./as-buffer.ts";

/** The byte at a place that there is. */
export function byteAt(bytes: Encoded, at: number): number {
  return typeof bytes === "string" ? bytes.charCodeAt(at) : bytes[at]!;
}

/** The same as bytes, a view of them if they are bytes already. */
export function toBytes(encoded: Encoded): Buffer {
  return typeof encoded === "string" ? Buffer.from(encoded, "latin1") : asBuffer(encoded);
}
