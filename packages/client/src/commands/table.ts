import { encodeWords } from "fairlead-resp";
import type { CommandSpec, RequestPolicy, ResponsePolicy } from "./command.ts";
import { type Grammar, parseGrammar } from "./grammar.ts";
import { decodeKeySpec, fixedFirstKey } from "./key-specs.ts";
import { decoderOf } from "./replies.ts";
import { KEY_SPECS, TABLE } from "./table.generated.ts";

// Made when first asked for: importing costs nothing.
const made: { entries?: ReadonlyMap<string, CommandEntry>; containers?: ReadonlySet<string> } = {};

/** All commands by name. */
export function commandTable(): ReadonlyMap<string, CommandEntry> {
  made.entries ??= new Map(TABLE.split("\n").map(entryOf));
  return made.entries;
}

/** Whether the commands that begin with `word` have subcommands: `CONFIG`. */
export function isContainer(word: string): boolean {
  made.containers ??= new Set([...commandTable().keys()].filter((name) => name.includes(" ")).map(firstWord));
  return made.containers.has(word);
}

/** The fields of a row of the table. */
type Row = readonly [
  name: string,
  flags: string,
  keys: string,
  request: RequestPolicy | "",
  response: ResponsePolicy | "",
  reply: string,
  notation: string,
];

/** All that is known of one command, decoded piece by piece when first asked for. */
export class CommandEntry {
  private readonly row: Row;
  private madeSpec: CommandSpec | undefined = undefined;
  private madeGrammar: Grammar | undefined = undefined;

  constructor(row: Row) {
    this.row = row;
  }

  get name(): string {
    return this.row[0];
  }

  /** Its arguments in the notation of {@link Grammar}; undefined if it has no method. */
  get notation(): string | undefined {
    return this.row[6] === "!" ? undefined : this.row[6];
  }

  /** How its strings come whatever its caller says: words of the server's as text, what is no text as bytes. */
  get form(): "text" | "bytes" | undefined {
    const reply = this.row[5];
    return reply === "text" || reply === "bytes" ? reply : undefined;
  }

  get spec(): CommandSpec {
    this.madeSpec ??= this.makeSpec();
    return this.madeSpec;
  }

  get grammar(): Grammar {
    this.madeGrammar ??= parseGrammar(this.notation ?? "");
    return this.madeGrammar;
  }

  private makeSpec(): CommandSpec {
    const [name, flags, keys, request, response, reply] = this.row;
    const slotArgument = keys.startsWith("#") ? Number(keys.slice(1)) : -1;
    const keySpecs =
      keys === "" || slotArgument !== -1
        ? []
        : keys.split(",").map((index) => decodeKeySpec(KEY_SPECS[Number(index)]!));
    return {
      name,
      words: encodeWords(name),
      flags: Number(flags),
      keys: keySpecs,
      firstKey: fixedFirstKey(name, keySpecs),
      slotArgument,
      request: request === "" ? undefined : request,
      response: response === "" ? undefined : response,
      script: undefined,
      decode: this.form === undefined ? decoderOf(reply) : undefined,
    };
  }
}

function entryOf(text: string): [string, CommandEntry] {
  const row = text.split(";") as unknown as Row;
  return [row[0], new CommandEntry(row)];
}

function firstWord(name: string): string {
  return name.slice(0, name.indexOf(" "));
}
