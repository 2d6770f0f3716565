import type { Row } from "../../src/resp/row.ts";
import type { Difference, Script } from "./script.ts";

const LOCAL = {
  "ACL WHOAMI": "the session's user",
  ASKING: "`OK`: redirects are the proxy's business",
  AUTH: "`OK` or the servers' error, as the listener's `auth` says",
  "CLIENT CACHING": "as a server",
  "CLIENT CAPA": "`OK`: redirects are the proxy's business",
  "CLIENT GETNAME": "what `CLIENT SETNAME` said",
  "CLIENT GETREDIR": "`-1`: invalidations are never sent to another client",
  "CLIENT HELP": "what there is of it here",
  "CLIENT ID": "the session's number at the proxy",
  "CLIENT INFO": "the session's line of `CLIENT LIST`",
  "CLIENT KILL": "ends sessions of the proxy",
  "CLIENT LIST": "the sessions of the proxy; `holds` says why one has a connection of its own",
  "CLIENT REPLY": "as a server: replies that are not wanted are dropped by the proxy",
  "CLIENT SETINFO": "`OK`: shown in `CLIENT LIST`",
  "CLIENT SETNAME": "`OK`: shown in `CLIENT LIST`",
  "CLIENT TRACKING":
    "`OK`, in RESP3: the session has connections of its own, on which servers remember what it reads",
  "CLIENT TRACKINGINFO": "as a server, of what the session tracks",
  "CLIENT UNBLOCK": "ends the wait of a session of the proxy",
  "CLUSTER HELP": "what there is of it here",
  "CLUSTER INFO": "a cluster of one node, the proxy",
  "CLUSTER KEYSLOT": "the slot",
  "CLUSTER MYID": "a name made of the proxy's address",
  "CLUSTER MYSHARDID": "a name made of the proxy's address",
  "CLUSTER NODES": "the proxy as the one node, with all slots",
  "CLUSTER SHARDS": "the proxy as the one node, with all slots",
  "CLUSTER SLOTS": "the proxy as the one node, with all slots",
  ECHO: "its argument",
  HELLO: "as a server; `id` is the session's, `mode` is `standalone`",
  INFO: "sums over all primaries; what is about connections is the proxy's",
  PING: "`PONG`, or its argument",
  QUIT: "`OK`, and the session ends",
  READONLY: "`OK`: where reads go is the backend's `readFrom`",
  READWRITE: "`OK`",
  RESET: "as a server",
  ROLE: "`master`, without replicas",
  SELECT: "`OK` where the backend has databases; a cluster has only 0",
  "SLOWLOG GET": "the slow requests of the proxy's sessions",
  "SLOWLOG LEN": "how many of them are kept",
  "SLOWLOG RESET": "`OK`: they are forgotten",
};

/** What the client gets, of commands whose treatment doesn't say it. */
const NOTES: Readonly<Record<string, string>> = {
  ...LOCAL,
  DISCARD: "`OK`: no server has seen the transaction, unless keys are watched",
  EXEC: "the servers' reply: all leaves in one write; on the session's own connection if keys are watched",
  MULTI: "`OK`: commands are collected until `EXEC`",
  SCAN: "a page of one primary, and a cursor that leads through all of them, in any session",
  WAIT: "the least of what all primaries say",
  WAITAOF: "the least of what all primaries say",
  WATCH:
    "`OK`: until `EXEC`, `DISCARD` or `UNWATCH` the session has a connection of its own; all keys in one slot",
  UNWATCH: "`OK`: the session's own connection goes back",
  MSET: "`OK` once all parts are written: over several slots not at once",
};

const JOINED: Readonly<Record<string, string>> = {
  all_succeeded: "the reply of all, if none fails",
  one_succeeded: "a reply of one, if not all fail",
  agg_logical_and: "for each whether all say so",
  agg_min: "the least",
  agg_sum: "the sum",
  any_not_null: "one of theirs that is not null",
  sum_by_name: "counts added up by name",
  union: "all of theirs, each once",
};

/** Of one line of a script. */
const MAX_LENGTH = 60;

/** The table of all rows, in Markdown. */
export function commandTable(rows: Iterable<Row>): string {
  const sorted = [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = sorted.map((row) => `| \`${row.name}\` | ${row.treatment} | ${whatComes(row)} |`);
  return ["| command | treatment | what the client gets |", "| --- | --- | --- |", ...lines].join("\n");
}

/** What differs by design, by its reasons, in Markdown. */
export function differenceList(
  scripts: readonly Script[],
  reasons: Readonly<Record<string, string>>,
): string {
  return Object.entries(reasons)
    .map(
      ([name, reason]) =>
        `- ${[reason, ...scripts.flatMap((script) => linesOf(script, name))].join("\n  - ")}`,
    )
    .join("\n");
}

/** The lines of a script that differ for one reason. */
function linesOf({ group, title, steps }: Script, reason: string): string[] {
  const lines = steps.flatMap(({ text, differs }) => {
    const difference = differs.find((each) => each.reason === reason);
    return difference === undefined ? [] : [`\`${shortened(text)}\`${whereOf(difference)}`];
  });
  return lines.length === 0 ? [] : [`${group}, ${title}: ${[...new Set(lines)].join(", ")}`];
}

function shortened(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}...`;
}

function whereOf({ places, kinds }: Difference): string {
  const where = [...(places.length === 1 ? places : []), ...(kinds.length === 1 ? kinds : [])];
  return where.length === 0 ? "" : ` (${where.join(", ")})`;
}

/** `page` with `text` between `<!-- name -->` and `<!-- /name -->`. @throws {Error} if it has no such marks. */
export function withSection(page: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(open) + open.length, page.indexOf(close)];
  if (from < open.length || to === -1) throw new Error(`the page has no place for ${name}`);
  return `${page.slice(0, from)}\n\n${text}\n\n${page.slice(to)}`;
}

function whatComes(row: Row): string {
  const { name, treatment, spec, reason } = row;
  if (treatment === "refuse") return `\`NOPERM\`: ${reason}`;
  const note = NOTES[name];
  if (note !== undefined) return note;
  switch (treatment) {
    case "forward":
      return `the reply of ${whose(row)}`;
    case "split":
      return spec.response === undefined ? "all values, in order" : JOINED[spec.response]!;
    case "fan-out": {
      const nodes = spec.request === "all_nodes" ? "all nodes" : "all primaries";
      return `${nodes}: ${JOINED[spec.response ?? "union"]}`;
    }
    case "borrow":
      return "the reply of its keys' primary: while it blocks it has a connection alone";
    case "subscribe":
      return name.includes("UNSUBSCRIBE")
        ? "a confirmation for each"
        : "a confirmation for each, then messages";
    default:
      throw new Error(`nothing is said of ${name}`);
  }
}

function whose({ spec }: Row): string {
  if (spec.slotArgument !== -1) return "the slot's primary";
  return spec.keys.length > 0 ? "its keys' primary" : "any primary";
}
