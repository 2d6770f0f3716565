import { type Arg, DecodeMode, ErrorReply, type Reply } from "fairlead-resp";

/**
 * Gives a reply of either protocol version one shape. What already has it, or is no aggregate (null, or the answer to other
 * options), comes back as it is.
 * @param mode the bits of `DecodeMode` by which the reply was decoded, `PLAIN` among them.
 */
export type Decoder = (reply: Reply, args: readonly Arg[], mode: number) => unknown;

/** A double, which RESP2 sends as text. */
export const double: Decoder = (reply) => (isText(reply) ? toDouble(reply) : reply);

/** An array with each item decoded. */
export function array(item: Decoder): Decoder {
  return (reply, args, mode) => {
    if (!Array.isArray(reply)) return reply;
    return reply.map((one) => item(one, args, mode));
  };
}

/** An array with each place decoded by its own decoder, and by `rest` the places behind; places with neither stay. */
export function tuple(places: readonly (Decoder | undefined)[], rest?: Decoder): Decoder {
  return (reply, args, mode) => {
    if (!Array.isArray(reply)) return reply;
    return reply.map((one, i) => {
      const decode = i < places.length ? places[i] : rest;
      return decode === undefined ? one : decode(one, args, mode);
    });
  };
}

/**
 * A map with names that the data decides: an object, or a `Map` where strings come as bytes. Of a name that comes twice the
 * last counts.
 */
export function record(value?: Decoder): Decoder {
  return (reply, args, mode) => {
    if (!isAggregate(reply) || (value === undefined && !Array.isArray(reply))) return reply;
    const names = namesAndValues(reply);
    if ((mode & DecodeMode.BYTES) !== 0) return toMap(names, value, args, mode);
    const object: Record<string, unknown> = {};
    for (let i = 0; i + 1 < names.length; i += 2) {
      const one = names[i + 1]!;
      setProperty(object, `${names[i]}`, value === undefined ? one : value(one, args, mode));
    }
    return object;
  };
}

/** A map with names that the command decides: always an object. `others` decodes the properties not named in `named`. */
export function object(named: Readonly<Record<string, Decoder>>, others?: Decoder): Decoder {
  return (reply, args, mode) => {
    if (!isAggregate(reply)) return reply;
    const names = namesAndValues(reply);
    const object: Record<string, unknown> = {};
    for (let i = 0; i + 1 < names.length; i += 2) {
      const name = `${names[i]}`;
      const one = names[i + 1]!;
      const decode = Object.hasOwn(named, name) ? named[name] : others;
      setProperty(object, name, decode === undefined ? one : decode(one, args, mode));
    }
    return object;
  };
}

/** Pairs, which RESP3 sends as arrays of two and RESP2 without any structure. */
export function pairs(second?: Decoder): Decoder {
  return (reply, args, mode) => {
    if (!Array.isArray(reply) || Array.isArray(reply[0])) return reply;
    const found: unknown[] = [];
    for (let i = 0; i + 1 < reply.length; i += 2) {
      const value = reply[i + 1]!;
      found.push([reply[i], second === undefined ? value : second(value, args, mode)]);
    }
    return found;
  };
}

/** Text as bytes is text still. */
export function isText(reply: Reply): reply is string | Buffer {
  return typeof reply === "string" || Buffer.isBuffer(reply);
}

function toDouble(text: string | Buffer): number {
  const digits = typeof text === "string" ? text : text.toString("latin1");
  const found = Number(digits);
  if (!Number.isNaN(found)) return found;
  if (digits === "inf") return Number.POSITIVE_INFINITY;
  return digits === "-inf" ? Number.NEGATIVE_INFINITY : found;
}

type Aggregate = Reply[] | Map<Reply, Reply> | { [field: string]: Reply };

function isAggregate(reply: Reply): reply is Aggregate {
  if (typeof reply !== "object" || reply === null) return false;
  return !Buffer.isBuffer(reply) && !(reply instanceof ErrorReply);
}

/** A map's names and values in turn, from any form it comes in. */
function namesAndValues(reply: Aggregate): readonly Reply[] {
  if (Array.isArray(reply)) return reply;
  return (reply instanceof Map ? [...reply] : Object.entries(reply)).flat(1) as Reply[];
}

function toMap(
  names: readonly Reply[],
  value: Decoder | undefined,
  args: readonly Arg[],
  mode: number,
): Map<Reply, unknown> {
  const map = new Map<Reply, unknown>();
  for (let i = 0; i + 1 < names.length; i += 2) {
    const one = names[i + 1]!;
    map.set(names[i]!, value === undefined ? one : value(one, args, mode));
  }
  return map;
}

function setProperty(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  // Assigning to `__proto__` would set the prototype.
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}
