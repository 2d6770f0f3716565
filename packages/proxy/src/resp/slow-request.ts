import { commandTable } from "fairlead/internal";
import type { SlowEntry, SlowRequest } from "../observe/slow-log.ts";
import type { Exchange } from "./exchange.ts";

/** Bytes of an argument that are shown, as in the servers. */
const MOST_BYTES = 128;

/** What may be told of a slow request: its name if it is one, and `key`. */
export function slowRequest(
  { row, request }: Pick<Exchange, "row" | "request">,
  key: Buffer | undefined,
): Pick<SlowRequest, "command" | "key" | "more"> {
  const known = commandTable().has(row.name);
  return {
    command: known ? row.name : "UNKNOWN",
    key: key && shortened(key),
    more: request.count - (known ? row.words : 1) - (key === undefined ? 0 : 1),
  };
}

/** What `SLOWLOG GET` shows of its arguments. */
export function shownArguments({ command, key, more }: SlowEntry): readonly (string | Buffer)[] {
  const rest = more > 0 ? [`... (${more} more arguments)`] : [];
  return [...command.split(" "), ...(key === undefined ? [] : [key]), ...rest];
}

/** A copy: the request's bytes shall not stay in memory for it. */
function shortened(key: Buffer): Buffer {
  if (key.length <= MOST_BYTES) return Buffer.from(key);
  return Buffer.concat([
    key.subarray(0, MOST_BYTES),
    Buffer.from(`... (${key.length - MOST_BYTES} more bytes)`),
  ]);
}
