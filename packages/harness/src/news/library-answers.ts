import type { Article } from "./articles.ts";
import type { NntpRequest } from "./nntp-connection.ts";
import { block, farewell, invite, type NntpReply } from "./nntp-replies.ts";
import {
  bounds,
  find,
  findAll,
  NO_GROUP,
  type Place,
  parseRange,
  type Stock,
  SYNTAX_ERROR,
  within,
} from "./shelves.ts";

type Answer = (library: Stock, place: Place, request: NntpRequest) => NntpReply;

const NO_SUCH_GROUP = "411 No such newsgroup";
const OVERVIEW = ["Subject", "From", "Date", "Message-ID", "References"];

const ANSWERS: Readonly<Record<string, Answer>> = {
  CAPABILITIES: (library) =>
    block("101 Capability list:", [
      "VERSION 2",
      "READER",
      "POST",
      "IHAVE",
      "STREAMING",
      "HDR",
      "OVER MSGID",
      "NEWNEWS",
      "LIST ACTIVE NEWSGROUPS OVERVIEW.FMT HEADERS",
      ...(library.login === undefined ? [] : ["AUTHINFO USER"]),
    ]),
  MODE: (_library, _place, { args }) => {
    const mode = args[0]?.toUpperCase();
    if (mode === "STREAM") return "203 Streaming permitted";
    return mode === "READER" ? "200 Posting allowed" : SYNTAX_ERROR;
  },
  AUTHINFO: authinfo,
  DATE: () => `111 ${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`,
  HELP: () => block("100 Help text follows", ["See RFC 3977."]),
  QUIT: () => farewell("205 Bye"),
  GROUP: (library, place, { args }) => group(library, place, args),
  LISTGROUP: listGroup,
  NEXT: (_library, place) => step(place, 1),
  LAST: (_library, place) => step(place, -1),
  ARTICLE: (library, place, { args }) => fetch(library, place, args, "220", ({ bytes }) => bytes),
  HEAD: (library, place, { args }) => fetch(library, place, args, "221", (article) => split(article)[0]),
  BODY: (library, place, { args }) => fetch(library, place, args, "222", (article) => split(article)[1]),
  STAT: (library, place, { args }) => fetch(library, place, args, "223"),
  OVER: over,
  XOVER: over,
  HDR: (library, place, { args }) => header(library, place, args, "225"),
  XHDR: (library, place, { args }) => header(library, place, args, "221"),
  LIST: list,
  NEWGROUPS: (_library, _place, { args }) =>
    args.length < 2 ? SYNTAX_ERROR : block("231 List of new newsgroups follows", []),
  NEWNEWS: newNews,
  POST: (library) =>
    invite("340 Send article to be posted", (bytes) => {
      library.receive(bytes);
      return "240 Article received OK";
    }),
  IHAVE: (library, _place, { args }) =>
    library.byId.has(args[0] ?? "")
      ? "435 Article not wanted"
      : invite("335 Send it", (bytes) => {
          library.receive(bytes);
          return "235 Article transferred OK";
        }),
  CHECK: (library, _place, { args: [id = ""] }) => `${library.byId.has(id) ? 438 : 238} ${id}`,
  TAKETHIS: (library, _place, { args: [id = ""], block: bytes }) => {
    if (library.byId.has(id) || bytes === undefined) return `439 ${id}`;
    library.receive(bytes);
    return `239 ${id}`;
  },
};

const FOR_ANYBODY: ReadonlySet<string> = new Set([
  "CAPABILITIES",
  "MODE",
  "AUTHINFO",
  "HELP",
  "DATE",
  "QUIT",
]);

/** What a library says to a request of somebody who is at this place, which changes with it. */
export function answerOf(library: Stock, place: Place, request: NntpRequest): NntpReply {
  if (!Object.hasOwn(ANSWERS, request.verb)) return "500 Unknown command";
  if (!place.loggedIn && !FOR_ANYBODY.has(request.verb)) return "480 Authentication required";
  return ANSWERS[request.verb]!(library, place, request);
}

function authinfo({ login }: Stock, place: Place, { args: [kind = "", text] }: NntpRequest): NntpReply {
  if (login === undefined || place.loggedIn) return "502 Command unavailable";
  if (text === undefined) return SYNTAX_ERROR;
  if (kind.toUpperCase() === "USER") {
    place.user = text;
    return "381 Password required";
  }
  if (kind.toUpperCase() !== "PASS") return SYNTAX_ERROR;
  if (place.user === undefined) return "482 Authentication commands issued out of sequence";
  place.loggedIn = place.user === login.user && text === login.password;
  place.user = undefined;
  return place.loggedIn ? "281 Authentication accepted" : "481 Authentication failed";
}

function group(library: Stock, place: Place, [name]: readonly string[]): string {
  if (name === undefined) return SYNTAX_ERROR;
  const shelf = library.shelves.get(name);
  if (shelf === undefined) return NO_SUCH_GROUP;
  const { first, last } = bounds(shelf);
  place.shelf = shelf;
  place.current = shelf.articles.size === 0 ? undefined : first;
  return `211 ${shelf.articles.size} ${first} ${last} ${name}`;
}

function listGroup(library: Stock, place: Place, { args: [name, range = "1-"] }: NntpRequest): NntpReply {
  const wanted = name ?? place.shelf?.name;
  if (wanted === undefined) return NO_GROUP;
  const numbers = parseRange(range);
  if (numbers === undefined) return SYNTAX_ERROR;
  const line = group(library, place, [wanted]);
  if (!line.startsWith("211")) return line;
  return block(
    `${line} list follows`,
    within(place.shelf!, numbers).map(({ number }) => String(number)),
  );
}

function step(place: Place, direction: 1 | -1): NntpReply {
  const { shelf, current } = place;
  if (shelf === undefined) return NO_GROUP;
  if (current === undefined) return "420 No current article selected";
  const numbers = [...shelf.articles.keys()];
  const next = direction === 1 ? numbers.find((n) => n > current) : numbers.findLast((n) => n < current);
  if (next === undefined) return direction === 1 ? "421 No next article" : "422 No previous article";
  place.current = next;
  return `223 ${next} ${shelf.articles.get(next)!.messageId}`;
}

/** `content` is what of the article is sent, if anything. */
function fetch(
  library: Stock,
  place: Place,
  [which]: readonly string[],
  code: string,
  content?: (article: Article) => Buffer,
): NntpReply {
  const found = find(library, place, which);
  if (typeof found === "string") return found;
  if (!which?.startsWith("<")) place.current = found.number;
  const line = `${code} ${found.number} ${found.article.messageId}`;
  return content === undefined ? line : block(line, content(found.article));
}

function over(library: Stock, place: Place, { args }: NntpRequest): NntpReply {
  const found = findAll(library, place, args[0]);
  if (typeof found === "string") return found;
  const rows = found.map(({ number, article }) => {
    const fields = OVERVIEW.map((name) => field(article, name));
    return [number, ...fields, field(article, ":bytes"), field(article, ":lines")].join("\t");
  });
  return block("224 Overview information follows", rows);
}

function header(library: Stock, place: Place, [name, which]: readonly string[], code: string): NntpReply {
  if (name === undefined) return SYNTAX_ERROR;
  const found = findAll(library, place, which);
  if (typeof found === "string") return found;
  return block(
    `${code} Headers follow`,
    found.map(({ number, article }) => `${number} ${field(article, name)}`),
  );
}

function list(
  { shelves }: Stock,
  _place: Place,
  { args: [what = "ACTIVE", pattern = "*"] }: NntpRequest,
): NntpReply {
  const wanted = [...shelves.values()].filter(({ name }) => matches(pattern, name));
  switch (what.toUpperCase()) {
    case "ACTIVE":
      return block(
        "215 Newsgroups follow",
        wanted.map((shelf) => `${shelf.name} ${bounds(shelf).last} ${bounds(shelf).first} y`),
      );
    case "NEWSGROUPS":
      return block(
        "215 Descriptions follow",
        wanted.map(({ name }) => `${name}\tThe group ${name}`),
      );
    case "OVERVIEW.FMT":
      return block("215 Order of fields", [...OVERVIEW.map((name) => `${name}:`), ":bytes", ":lines"]);
    case "HEADERS":
      return block("215 Headers supported", [":"]);
    default:
      return SYNTAX_ERROR;
  }
}

/** All that is there counts as new, whatever the date. */
function newNews({ byId }: Stock, _place: Place, { args }: NntpRequest): NntpReply {
  if (args.length < 3) return SYNTAX_ERROR;
  const found = [...byId.values()].filter(({ groups }) => groups.some((name) => matches(args[0]!, name)));
  return block(
    "230 List of new articles follows",
    found.map(({ messageId }) => messageId),
  );
}

/** A header, or an item of metadata. */
function field(article: Article, name: string): string {
  if (name.toLowerCase() === ":bytes") return String(article.bytes.length);
  if (name.toLowerCase() === ":lines")
    return String(split(article)[1].toString("latin1").split("\n").length - 1);
  return (article.headers.get(name.toLowerCase()) ?? "").replaceAll("\t", " ");
}

/** Its headers, without the empty line, and its body. */
function split({ bytes }: Article): readonly [head: Buffer, body: Buffer] {
  const end = bytes.indexOf("\r\n\r\n");
  return end === -1 ? [bytes, Buffer.alloc(0)] : [bytes.subarray(0, end + 2), bytes.subarray(end + 4)];
}

/** A wildmat with `*` and `?`, several by commas, without negation. */
function matches(wildmat: string, name: string): boolean {
  return wildmat.split(",").some((pattern) => {
    const text = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${text}$`).test(name);
  });
}
