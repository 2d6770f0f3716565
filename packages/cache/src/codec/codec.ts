import { isAscii } from "node:buffer";
import { CacheError } from "../errors.ts";
import type { Codec, Encoded } from "../layer.ts";
import { type CodecOptions, type CodecSetting, resolveCodec } from "./codec-options.ts";
import {
  ASCII_ID,
  beginsWithMagic,
  type Envelope,
  isPlain,
  looksSealed,
  opened,
  sealed,
  UNDEFINED_ID,
} from "./envelope.ts";
import type { Compressor } from "./format.ts";
import { toBytes } from "./latin1.ts";
import { undecodable } from "./undecodable.ts";

/** From here on a value is compressed off the thread. Below, that takes longer than to do it. */
const LARGE_BYTES = 64 * 1_024;
/** A compressed value is kept if it has at most this share of the bytes. */
const WORTH = 0.9;

/**
 * Makes values into bytes and back. Any value, `undefined` too, comes back as it was, or is refused: see the formats for what
 * each takes. `encode` gives bytes at once, or for 64 KiB and more, if they are compressed, a promise of them. `decode` gives
 * the value at once. Their errors are {@link CacheError}s with the label of the options:
 *
 * - `ERR_CACHE_ENCODE`: the format can't carry the value; `cause` says why;
 * - `ERR_CACHE_TOO_LARGE`: the value has more than `maxBytes`;
 * - `ERR_CACHE_DECODE`: damaged, cut off, of a format or version not known here, or more than `maxBytes` when unpacked.
 *
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for an option out of range, a compressor without an envelope, or two formats or
 *   two compressors with one id.
 */
export function createCodec(options: CodecOptions = {}): Codec {
  const setting = resolveCodec(options);
  return setting.bare
    ? { encode: (value) => bare(setting, value), decode: (bytes) => decode(setting, bytes) }
    : {
        encode: (value) => encode(setting, value),
        decode: (bytes) => decode(setting, bytes),
        decodeLatin1: (text) => decode(setting, text),
      };
}

function encode(setting: CodecSetting, value: unknown): Uint8Array | Promise<Uint8Array> {
  const { compressor, threshold, label } = setting;
  if (value === undefined) {
    return sealed({ format: UNDEFINED_ID, compressor: 0, rawBytes: 0, payload: new Uint8Array() });
  }
  const raw = formatted(setting, value);
  if (compressor.id === 0 || raw.length < threshold) return whole(setting, raw);
  if (raw.length >= LARGE_BYTES) return encodeLater(setting, raw);
  try {
    return smaller(setting, raw, compressor.compress(raw));
  } catch (cause) {
    throw notCompressed(label, compressor, cause);
  }
}

async function encodeLater(setting: CodecSetting, raw: Uint8Array): Promise<Uint8Array> {
  try {
    return smaller(setting, raw, await setting.compressor.compressLater(raw));
  } catch (cause) {
    throw notCompressed(setting.label, setting.compressor, cause);
  }
}

function bare(setting: CodecSetting, value: unknown): Uint8Array {
  if (value === undefined) throw notEncoded(setting.label, "undefined can't be written without an envelope.");
  const raw = formatted(setting, value);
  if (!looksSealed(raw)) return raw;
  throw notEncoded(setting.label, "The value begins like one with an envelope: it can't be written without.");
}

function formatted({ format, maxBytes, label }: CodecSetting, value: unknown): Uint8Array {
  let raw: Uint8Array;
  try {
    raw = format.encode(value);
  } catch (cause) {
    throw notEncoded(label, `The format "${format.name}" can't carry the value.`, cause);
  }
  if (raw.length <= maxBytes) return raw;
  throw new CacheError("ERR_CACHE_TOO_LARGE", label, `The value has more than ${maxBytes} bytes.`);
}

function smaller(setting: CodecSetting, raw: Uint8Array, compressed: Uint8Array): Uint8Array {
  if (compressed.length > raw.length * WORTH) return whole(setting, raw);
  return sealed({
    format: setting.format.id,
    compressor: setting.compressor.id,
    rawBytes: raw.length,
    payload: compressed,
  });
}

function whole({ format }: CodecSetting, raw: Uint8Array): Uint8Array {
  const compressor = format.decodeText !== undefined && isAscii(raw) ? ASCII_ID : 0;
  return sealed({ format: format.id, compressor, rawBytes: raw.length, payload: raw });
}

function decode(setting: CodecSetting, bytes: Encoded): unknown {
  const { label, format } = setting;
  if (bytes.length === 0 && !setting.bare) throw undecodable(label, "It is empty.");
  if (setting.bare ? !looksSealed(bytes) : !beginsWithMagic(bytes)) {
    return readValue(setting, format.id, bytes, false);
  }
  const envelope = opened(bytes, label);
  if (envelope.format === UNDEFINED_ID) {
    if (envelope.rawBytes > 0 || envelope.payload.length > 0) {
      throw undecodable(label, "There is more than undefined.");
    }
    return undefined;
  }
  const { compressor } = envelope;
  const raw = isPlain(compressor) ? envelope.payload : unpacked(setting, envelope);
  return readValue(setting, envelope.format, raw, compressor === ASCII_ID);
}

function unpacked({ compressors, maxBytes, label }: CodecSetting, envelope: Envelope<Encoded>): Uint8Array {
  const { compressor: id, rawBytes, payload } = envelope;
  const compressor = compressors.get(id);
  if (compressor === undefined) {
    throw undecodable(label, `It is compressed in a way not known here: ${id}. See the option accept.`);
  }
  if (rawBytes > maxBytes) throw undecodable(label, `It has more than ${maxBytes} bytes when unpacked.`);
  let raw: Uint8Array;
  try {
    raw = compressor.decompress(toBytes(payload), Math.max(rawBytes, 1));
  } catch (cause) {
    throw undecodable(label, `It can't be unpacked with "${compressor.name}".`, { cause });
  }
  if (raw.length === rawBytes) return raw;
  throw undecodable(label, "An encoded value is not as long as it says when unpacked.");
}

function readValue(
  { formats, maxBytes, label }: CodecSetting,
  id: number,
  raw: Encoded,
  ascii: boolean,
): unknown {
  if (raw.length > maxBytes) throw undecodable(label, `It has more than ${maxBytes} bytes.`);
  const format = formats.get(id);
  if (format === undefined) {
    throw undecodable(label, `It is of a format not known here: ${id}. See the option accept.`);
  }
  try {
    if (ascii && typeof raw === "string" && format.decodeText !== undefined) return format.decodeText(raw);
    return format.decode(toBytes(raw));
  } catch (cause) {
    throw undecodable(label, `It can't be read as "${format.name}".`, { cause });
  }
}

function notCompressed(label: string, compressor: Compressor, cause: unknown): CacheError {
  return notEncoded(label, `The value can't be compressed with "${compressor.name}".`, cause);
}

function notEncoded(label: string, message: string, cause?: unknown): CacheError {
  return new CacheError("ERR_CACHE_ENCODE", label, message, cause === undefined ? undefined : { cause });
}
