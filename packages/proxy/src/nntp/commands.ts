import { isMessageId } from "./message-id.ts";

/**
 * What an argument may be. A `?` behind it means that it may be left out, with all that follow; a `*`, that there may be
 * more.
 */
type Argument = "word" | "id" | "place" | "span" | "range" | "date" | "time";

/**
 * What is done with a command:
 *
 * - `read`: names an article by message-id, or else something in the selected group;
 * - `group`: depends on the selected group, or selects one;
 * - `stateless`: any provider can answer it;
 * - `refused`: the proxy never does it;
 * - the others are the proxy's own, or need care of their own.
 */
export type Treatment =
  | "read"
  | "group"
  | "stateless"
  | "refused"
  | "capabilities"
  | "help"
  | "mode"
  | "quit"
  | "auth"
  | "starttls"
  | "compress"
  | "post"
  | "ihave"
  | "stream";

/** What is known of one command. */
export interface Command {
  readonly verb: string;
  readonly treatment: Treatment;
  /** Known also before the client has logged in, where it has to (RFC 4643, 2). */
  readonly open: boolean;
  /** Where the message-id or number stands among the arguments of a `read`. */
  readonly target: number;
  readonly syntax: readonly string[];
}

/** Verb, treatment, arguments. RFC 3977, 4642, 4643, 4644, 8054; what begins with X is from RFC 2980 and its users. */
const ROWS: readonly (readonly [string, Treatment, string?])[] = [
  ["ARTICLE", "read", "place?"],
  ["HEAD", "read", "place?"],
  ["BODY", "read", "place?"],
  ["STAT", "read", "place?"],
  ["OVER", "read", "span?"],
  ["XOVER", "read", "span?"],
  ["HDR", "read", "word span?"],
  ["XHDR", "read", "word span?"],
  ["XPAT", "read", "word span word*"],
  ["XPATH", "read", "id"],
  ["GROUP", "group", "word"],
  ["LISTGROUP", "group", "word? range?"],
  ["NEXT", "group"],
  ["LAST", "group"],
  ["XROVER", "group", "range?"],
  ["XGTITLE", "group", "word?"],
  ["XINDEX", "group", "word?"],
  ["XTHREAD", "group", "word?"],
  ["LIST", "stateless", "word? word?"],
  ["NEWGROUPS", "stateless", "date time word? word?"],
  ["NEWNEWS", "stateless", "word date time word? word?"],
  ["DATE", "stateless"],
  ["HELP", "help"],
  ["CAPABILITIES", "capabilities", "word?"],
  ["MODE", "mode", "word"],
  ["QUIT", "quit"],
  ["AUTHINFO", "auth", "word word*?"],
  ["STARTTLS", "starttls"],
  ["COMPRESS", "compress", "word"],
  ["POST", "post"],
  ["IHAVE", "ihave", "id"],
  ["CHECK", "stream", "id"],
  ["TAKETHIS", "stream", "id"],
  ["XFEATURE", "refused", "word*"],
];

const OPEN: ReadonlySet<string> = new Set("AUTHINFO CAPABILITIES HELP MODE QUIT STARTTLS".split(" "));

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  ROWS.map(([verb, treatment, text = ""]) => {
    const syntax = text === "" ? [] : text.split(" ");
    const target = syntax.findIndex((slot) => /^(?:id|place|span)/.test(slot));
    return [verb, { verb, treatment, open: OPEN.has(verb), target, syntax }];
  }),
);

/** All commands that the proxy knows. */
export const commands: Iterable<Command> = COMMANDS.values();

/** The command of this verb, which is in upper case. */
export function commandOf(verb: string): Command | undefined {
  return COMMANDS.get(verb);
}

/** Whether a command can have these arguments. */
export function takes({ syntax }: Command, args: readonly string[]): boolean {
  const many = syntax.at(-1)?.includes("*") === true;
  if (args.length > syntax.length && !many) return false;
  return syntax.every((slot, at) => {
    const arg = args[at];
    if (arg === undefined) return slot.endsWith("?");
    return FITS[slot.replace(/[*?]+$/, "") as Argument](arg);
  });
}

const FITS: Readonly<Record<Argument, (arg: string) => boolean>> = {
  word: () => true,
  id: isMessageId,
  place: (arg) => isNumber(arg) || isMessageId(arg),
  span: (arg) => isRange(arg) || isMessageId(arg),
  range: isRange,
  date: (arg) => /^\d{6}(?:\d{2})?$/.test(arg),
  time: (arg) => /^\d{6}$/.test(arg),
};

function isNumber(arg: string): boolean {
  return /^\d{1,16}$/.test(arg);
}

function isRange(arg: string): boolean {
  return /^\d{1,16}(?:-\d{0,16})?$/.test(arg);
}
