import { encodeReply, NULL_ARRAY } from "fairlead-resp";

export const OK: Buffer = Buffer.from("+OK\r\n");
export const QUEUED: Buffer = Buffer.from("+QUEUED\r\n");
export const RESET: Buffer = Buffer.from("+RESET\r\n");

const NULLS = { 2: encodeReply(NULL_ARRAY, 2), 3: encodeReply(NULL_ARRAY, 3) };

/** What `EXEC` says when a watched key has changed. */
export function nullArray(protocol: 2 | 3): Buffer {
  return NULLS[protocol];
}
