import { CacheUsageError } from "../errors.ts";
import { requireKnown } from "../known-options.ts";
import { brotli, gzip, nodeZstd, none, zstd } from "./compressors.ts";
import { extendedJson } from "./extended-json.ts";
import type { Compressor, Format } from "./format.ts";
import { json } from "./json.ts";
import { bytes, text } from "./plain.ts";
import { v8 } from "./v8.ts";

/** How a layer encodes values. All can be changed at any time, without a flush: an entry says how it is to be read. */
export interface CodecOptions {
  /** How values are written. Default `json`. */
  readonly format?: Format;
  /** Default `none`. */
  readonly compressor?: Compressor;
  /** From how many bytes on values are compressed. They are only kept so if that saves a tenth. Default 1024. */
  readonly threshold?: number;
  /**
   * What is read as well, beside what is written: for values that were, or will be, written with another setting. All of this
   * package are always among them, except `msgpack` and `cbor`.
   */
  readonly accept?: readonly (Format | Compressor)[];
  /** The most bytes a value may have before compression: neither written nor read if it has more. Default 64 MiB. */
  readonly maxBytes?: number;
  /**
   * `self`: every value says what it is written with. `none`: bare, for other programs; then there is no compressor, no
   * `undefined`, and no value that looks as if it had an envelope. Values without one are read with `format` in any case.
   * Default `self`.
   */
  readonly envelope?: "self" | "none";
  /** Of the layer, for errors. Default "". */
  readonly label?: string;
}

/** The same, complete. */
export interface CodecSetting {
  readonly format: Format;
  readonly compressor: Compressor;
  readonly threshold: number;
  readonly maxBytes: number;
  readonly bare: boolean;
  readonly label: string;
  /** By id. */
  readonly formats: ReadonlyMap<number, Format>;
  /** By id. */
  readonly compressors: ReadonlyMap<number, Compressor>;
}

const DEFAULTS: Required<Omit<CodecOptions, "accept">> = {
  format: json,
  compressor: none,
  threshold: 1_024,
  maxBytes: 64 * 1_024 * 1_024,
  envelope: "self",
  label: "",
};

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` */
export function resolveCodec(options: CodecOptions): CodecSetting {
  requireKnown(options, { ...DEFAULTS, accept: true }, "codec.");
  const all = { ...DEFAULTS, ...options };
  const { format, compressor, threshold, maxBytes, envelope, label } = all;
  const accepted = options.accept ?? [];
  if (!(threshold >= 0)) throw wrong(`no threshold: ${threshold}`);
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) throw wrong(`no maxBytes: ${maxBytes}`);
  if (envelope !== "self" && envelope !== "none") throw wrong(`no envelope: ${JSON.stringify(envelope)}`);
  const bare = envelope === "none";
  if (bare && compressor.id !== none.id) {
    throw wrong("without an envelope nobody can tell that a value is compressed: leave out the compressor");
  }
  return {
    format,
    compressor,
    threshold,
    maxBytes,
    bare,
    label,
    formats: byId([json, text, bytes, v8, extendedJson, ...accepted.filter(isFormat), format], 1),
    compressors: byId([...builtin(), ...accepted.filter(isCompressor), compressor], 0),
  };
}

function builtin(): readonly Compressor[] {
  return [none, gzip(), brotli(), ...(nodeZstd() === undefined ? [] : [zstd()])];
}

function isFormat(each: Format | Compressor): each is Format {
  return "encode" in each;
}

function isCompressor(each: Format | Compressor): each is Compressor {
  return !isFormat(each);
}

/** Later ones take the place of earlier ones of the same name. */
function byId<T extends Format | Compressor>(all: readonly T[], least: number): ReadonlyMap<number, T> {
  const found = new Map<number, T>();
  for (const each of all) {
    const { id, name } = each;
    if (!Number.isInteger(id) || id < least || id > 255) throw wrong(`"${name}" can't have the id ${id}`);
    const other = found.get(id);
    if (other !== undefined && other.name !== name) {
      throw wrong(`"${name}" and "${other.name}" have the same id ${id}`);
    }
    found.set(id, each);
  }
  return found;
}

function wrong(message: string): CacheUsageError {
  return new CacheUsageError("ERR_CACHE_OPTION", message);
}
