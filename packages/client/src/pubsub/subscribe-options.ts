import type { Key } from "../commands/command.ts";
import type { Form } from "../commands/types.ts";
import { UsageError } from "../errors.ts";

/** Options of one subscription. */
export interface SubscribeOptions<R extends Form = Form> {
  /** Ends the subscription: `ready`, if it waits, and the loop throw `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Items that may wait for a slow reader before the oldest make room and leave a gap. Default `10000`. */
  readonly maxBuffered?: number;
  /** `"bytes"` for channels and payloads as `Buffer` instead of text decoded as UTF-8. Default `"text"`. */
  readonly reply?: R;
}

const MAX_BUFFERED = 10_000;

/** @throws {UsageError} `ERR_USAGE_OPTION` */
export function resolveMaxBuffered({ maxBuffered = MAX_BUFFERED }: SubscribeOptions): number {
  if (Number.isInteger(maxBuffered) && maxBuffered > 0) return maxBuffered;
  throw new UsageError("ERR_USAGE_OPTION", `maxBuffered must be a whole number above 0, not ${maxBuffered}`);
}

/** @throws {UsageError} `ERR_USAGE_ARGUMENT` */
export function checkedNames(names: Key | readonly Key[]): readonly Key[] {
  const list = typeof names === "string" || names instanceof Uint8Array ? [names] : names;
  const good =
    Array.isArray(list) && list.every((name) => typeof name === "string" || name instanceof Uint8Array);
  if (good && list.length > 0) return list;
  throw new UsageError("ERR_USAGE_ARGUMENT", "A subscription needs one or several names, each text or bytes");
}

/**
 * Their answers are no replies: as ordinary commands they would take the reply of the next one.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` for `SUBSCRIBE` and the like.
 */
export function refuseRaw(name: string): void {
  if (!/^[PS]?(UN)?SUBSCRIBE$/.test(name)) return;
  throw new UsageError("ERR_USAGE_ARGUMENT", `${name} goes by client.subscribe() and its like`);
}
