import { builtin } from "../builtin.ts";
import type { CallOptions } from "../call-options.ts";
import type { Command } from "../commands/command.ts";
import { commands } from "../commands/commands.ts";
import { UsageError, ValueError } from "../errors.ts";
import { type Route, routes } from "../route.ts";
import { temporaryKey } from "./temporary-key.ts";

/** Options of `client.getStream()`. */
export interface GetStreamOptions extends Pick<CallOptions, "timeoutMs" | "signal" | "route"> {
  /** Which node of the shard is asked. Default `routes.primary`: replicas may differ in what they have got so far. */
  readonly route?: Route;
  /** Bytes of one command's part: what other commands may have to wait for. Default 256 KiB. */
  readonly chunkBytes?: number;
}

/** Options of `client.setStream()`. */
export interface SetStreamOptions extends Pick<CallOptions, "timeoutMs" | "signal"> {
  /** Bytes of one command's part: what other commands may have to wait for. Default 256 KiB. */
  readonly chunkBytes?: number;
  /** Seconds after which the value expires. Default: never. */
  readonly ex?: number;
  /** Milliseconds after which the value expires. Not with `ex`. */
  readonly px?: number;
  /** Only if the key does not exist when the whole value is there. Default `false`. */
  readonly nx?: boolean;
}

/** Sends one command. */
export type Send = <T>(command: Command<T>, options: CallOptions) => Promise<T>;

const CHUNK_BYTES = 256 * 1024;
/** The most a server's string holds. https://valkey.io/commands/setrange/ */
const MAX_BYTES = 512 * 1024 * 1024;
/** What is left behind by a program that dies while it writes is gone after this. */
const ABANDONED_MS = 60_000;

/** A value in parts, read from the server as they are asked for. Works with `Readable.from()` and `pipeline()`. */
export class ValueStream implements AsyncIterable<Buffer> {
  /** Bytes of the whole value. */
  readonly size: number;
  private readonly key: string | Uint8Array;
  private readonly options: GetStreamOptions;
  private readonly send: Send;

  /** @internal */
  constructor(key: string | Uint8Array, size: number, options: GetStreamOptions, send: Send) {
    this.key = key;
    this.size = size;
    this.options = options;
    this.send = send;
  }

  /**
   * @throws {ValueError} `ERR_VALUE_CHANGED` when the value has become shorter or longer. One that was replaced by another
   *   of the same length is not noticed.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    const { chunkBytes = CHUNK_BYTES, route = routes.primary, ...rest } = this.options;
    const options = { ...rest, route };
    for (let at = 0; at < this.size; at += chunkBytes) {
      const last = Math.min(at + chunkBytes, this.size);
      // One byte more than there should be, at the end, shows that the value has grown.
      const end = last === this.size ? last : last - 1;
      const chunk = await this.send(commands.getrange(this.key, at, end, { reply: "bytes" }), options);
      if (chunk.length !== last - at) {
        throw new ValueError("ERR_VALUE_CHANGED", "The value was changed while it was read");
      }
      yield chunk;
    }
  }
}

/** The value of a key in parts; null if there is none. */
export async function openValue(
  key: string | Uint8Array,
  options: GetStreamOptions,
  send: Send,
): Promise<ValueStream | null> {
  const { chunkBytes, route = routes.primary, ...rest } = options;
  const call = { ...rest, route };
  checkChunk(chunkBytes);
  const size = await send(commands.strlen(key), call);
  if (size > 0) return new ValueStream(key, size, options, send);
  return (await send(commands.exists([key]), call)) === 0 ? null : new ValueStream(key, 0, options, send);
}

/**
 * Writes a value in parts under another name, which becomes the key's when all is there: nobody sees half of it. Returns
 * whether it did, which only `nx` can prevent.
 */
export async function writeValue(
  key: string | Uint8Array,
  source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  options: SetStreamOptions,
  send: Send,
): Promise<boolean> {
  const { chunkBytes = CHUNK_BYTES, ex, px, nx, ...call } = options;
  checkChunk(chunkBytes);
  const expiryMs = expiryOf(ex, px);
  const name = temporaryKey(typeof key === "string" ? key : Buffer.from(key), builtin.crypto().randomUUID());
  // To write the same bytes at the same place twice does no harm, so what got no reply is sent again.
  const again = { ...call, idempotent: true };
  let size = 0;
  try {
    await send(commands.set(name, "", { px: ABANDONED_MS }), again);
    for await (const part of parts(source, chunkBytes)) {
      if (size + part.length > MAX_BYTES) {
        throw new ValueError("ERR_VALUE_TOO_LARGE", "A value holds 512 MiB at the most");
      }
      // First, because SETRANGE would put zeros in place of what a failover or the expiry took away.
      const [, length] = await Promise.all([
        send(commands.pexpire(name, ABANDONED_MS), again),
        send(commands.strlen(name), { ...call, route: routes.primary }),
      ]);
      if (length !== size) {
        throw new ValueError("ERR_VALUE_LOST", "What was written was gone before the rest of the value came");
      }
      await send(commands.setrange(name, size, part), again);
      size += part.length;
    }
    if (expiryMs === undefined) await send(commands.persist(name), again);
    else await send(commands.pexpire(name, expiryMs), again);
    if (nx === true) return (await send(commands.renamenx(name, key), call)) === 1;
    await send(commands.rename(name, key), call);
    return true;
  } finally {
    // After RENAME there is nothing to remove; else nobody wants the rest. The server removes it by itself if this fails.
    await send(commands.unlink([name]), { timeoutMs: ABANDONED_MS / 60 }).catch(() => undefined);
  }
}

/** The source's bytes in parts of at most `most`. */
async function* parts(
  source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  most: number,
): AsyncGenerator<Buffer, void> {
  for await (const piece of source) {
    if (typeof piece !== "string" && !(piece instanceof Uint8Array)) {
      throw new UsageError("ERR_USAGE_ARGUMENT", "A value is made of text and bytes");
    }
    const bytes =
      typeof piece === "string"
        ? Buffer.from(piece)
        : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = 0; at < bytes.length; at += most) yield bytes.subarray(at, at + most);
  }
}

function checkChunk(chunkBytes: number | undefined): void {
  if (chunkBytes === undefined || (Number.isSafeInteger(chunkBytes) && chunkBytes > 0)) return;
  throw new UsageError("ERR_USAGE_OPTION", `chunkBytes must be a whole number above 0, not ${chunkBytes}`);
}

function expiryOf(ex: number | undefined, px: number | undefined): number | undefined {
  if (ex !== undefined && px !== undefined)
    throw new UsageError("ERR_USAGE_OPTION", "ex and px exclude each other");
  const expiryMs = ex === undefined ? px : ex * 1_000;
  if (expiryMs === undefined || (Number.isSafeInteger(expiryMs) && expiryMs > 0)) return expiryMs;
  throw new UsageError("ERR_USAGE_OPTION", "An expiry is a whole number above 0");
}
