import type { Arg, Reply } from "fairlead-resp";
import { array, type Decoder, double, isText, object, pairs, record, tuple } from "./reply-shapes.ts";

/**
 * The decoder that a tag names; undefined for the empty tag, where the reply already has the shape that its type says.
 * @throws {SyntaxError} when there is no such decoder.
 *
 * | tag                 | shape                                                                         |
 * |---------------------|-------------------------------------------------------------------------------|
 * | `n`                 | a double                                                                      |
 * | `a(x)`              | an array, each item by x                                                      |
 * | `t(x,_,y)` `t(x,*y)` | an array, each place by its own tag; `_` leaves one alone, `*` is for the rest |
 * | `r` `r(x)`          | a map with any names, its values by x                                         |
 * | `o` `o(name:x,*:y)` | a map with known names, each value by its own tag; `*` is for the others      |
 * | a name              | one of the decoders below                                                     |
 */
export function decoderOf(tag: string): Decoder | undefined {
  return tag === "" ? undefined : new TagReader(tag).decoder();
}

const scoredPairs = pairs(double);
const plainPairs = pairs();
const fields = record();

/** An entry of a stream. Its fields are null if it was deleted; where only ids were asked for it is its id. */
const entry: Decoder = (reply, args, mode) => {
  if (!Array.isArray(reply)) return reply;
  return { id: reply[0], fields: fields(reply[1]!, args, mode) };
};

const streamsByName = record(array(entry));

/** Entries by stream: a map in RESP3, an array of pairs in RESP2. */
const streams: Decoder = (reply, args, mode) =>
  streamsByName(Array.isArray(reply) ? (reply.flat(1) as Reply[]) : reply, args, mode);

/** One popped pair, null if there was none; a list of pairs where the command has a count. */
const popped: Decoder = (reply, args, mode) => {
  if (!Array.isArray(reply)) return reply;
  if (args.length > 1) return scoredPairs(reply, args, mode);
  return reply.length === 0 ? null : [reply[0], double(reply[1]!, args, mode)];
};

const coordinates = array(double);

/** Places that were searched for. Of what may follow the member only the distance is text. */
const located: Decoder = (reply, args, mode) => {
  if (!Array.isArray(reply) || !Array.isArray(reply[0])) return reply;
  return reply.map((item) =>
    (item as Reply[]).map((part, i) => {
      if (i === 0) return part;
      return isText(part) ? double(part, args, mode) : coordinates(part, args, mode);
    }),
  );
};

const consumerCounts = array(tuple([undefined, double]));

/** XPENDING's summary starts with a number; the list of entries needs nothing. */
const pending: Decoder = (reply, args, mode) => {
  if (!Array.isArray(reply) || typeof reply[0] !== "number") return reply;
  return [...reply.slice(0, 3), consumerCounts(reply[3] ?? [], args, mode)];
};

/** A page of a scan: its cursor, and its items unless they come without their values. */
function scanned(withoutValues: string, items: Decoder): Decoder {
  return (reply, args, mode) => {
    if (!Array.isArray(reply) || hasWord(args, withoutValues, 2)) return reply;
    return [reply[0], items(reply[1]!, args, mode)];
  };
}

/** What becomes pairs only with the option `word`, which may stand anywhere behind the first `from` arguments. */
function pairsIf(word: string, from: number, items: Decoder): Decoder {
  return (reply, args, mode) => (hasWord(args, word, from) ? items(reply, args, mode) : reply);
}

/** The same behind a number of keys, one of which may have the option's name. */
const scoresAfterKeys: Decoder = (reply, args, mode) =>
  hasWord(args, "WITHSCORES", Number(args[0]) + 1) ? scoredPairs(reply, args, mode) : reply;

/** The arguments of COMMAND DOCS, which may consist of arguments. */
const documentedArguments: Decoder = (reply, args, mode) => documentedArgument(reply, args, mode);
const documentedArgument = array(object({ arguments: documentedArguments }));
const commandDocs: Decoder = (reply, args, mode) => documentedCommands(reply, args, mode);
const documentedCommands = record(object({ arguments: documentedArguments, subcommands: commandDocs }));

const keySpecPart = object({ spec: object({}) });
const keySpecs = array(object({ begin_search: keySpecPart, find_keys: keySpecPart }));
const commandInfo: Decoder = (reply, args, mode) => describedCommands(reply, args, mode);
const describedCommand = tuple([...Array<undefined>(8), keySpecs, commandInfo]);
const describedCommands = array(describedCommand);

const NAMED: Readonly<Record<string, Decoder>> = {
  n: double,
  o: object({}),
  r: fields,
  entry,
  streams,
  rangeScores: pairsIf("WITHSCORES", 3, scoredPairs),
  randomScores: pairsIf("WITHSCORES", 2, scoredPairs),
  scoresAfterKeys,
  randomValues: pairsIf("WITHVALUES", 2, plainPairs),
  popped,
  located,
  pending,
  hscan: scanned("NOVALUES", plainPairs),
  zscan: scanned("NOSCORES", scoredPairs),
  commandDocs,
  commandInfo,
};

function named(name: string): Decoder {
  const decoder = NAMED[name];
  if (decoder === undefined) throw new SyntaxError(`There is no decoder "${name}"`);
  return decoder;
}

function hasWord(args: readonly Arg[], word: string, from: number): boolean {
  for (let i = args.length - 1; i >= from; i--) {
    const arg = args[i]!;
    if (typeof arg !== "string" && !(arg instanceof Uint8Array)) continue;
    if (arg.length === word.length && textOf(arg).toUpperCase() === word) return true;
  }
  return false;
}

function textOf(arg: string | Uint8Array): string {
  return typeof arg === "string" ? arg : Buffer.from(arg).toString("latin1");
}

/** Reads a tag by recursive descent. */
class TagReader {
  private readonly words: string[];
  private at = 0;

  constructor(tag: string) {
    this.words = tag.match(/[(),:*]|[^(),:*]+/g) ?? [];
  }

  decoder(): Decoder | undefined {
    const name = this.words[this.at++]!;
    if (name === "_") return undefined;
    if (this.words[this.at] !== "(") return named(name);
    this.at++;
    switch (name) {
      case "a":
        return this.closed(array(this.decoder()!));
      case "r":
        return this.closed(record(this.decoder()));
      case "o":
        return this.object();
      case "t":
        return this.tuple();
      default:
        throw new SyntaxError(`There is no decoder "${name}"`);
    }
  }

  private object(): Decoder {
    const named: Record<string, Decoder> = {};
    let others: Decoder | undefined;
    do {
      const name = this.words[this.at]!;
      this.at += 2;
      if (name === "*") others = this.decoder();
      else named[name] = this.decoder()!;
    } while (this.words[this.at++] === ",");
    return object(named, others);
  }

  private tuple(): Decoder {
    const places: (Decoder | undefined)[] = [];
    let rest: Decoder | undefined;
    do {
      if (this.words[this.at] !== "*") places.push(this.decoder());
      else {
        this.at++;
        rest = this.decoder();
      }
    } while (this.words[this.at++] === ",");
    return tuple(places, rest);
  }

  private closed(decoder: Decoder): Decoder {
    this.at++;
    return decoder;
  }
}
