import type { BackendView, SessionView } from "./source.ts";

/** One column: its title, and whether it holds numbers, which stand to the right. */
interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

const BOLD = "\u001b[1m";
const YELLOW = "\u001b[33m";
const PLAIN = "\u001b[0m";

const SESSION_COLUMNS: readonly Column[] = [
  { title: "ID", isNumber: true },
  { title: "ADDRESS" },
  { title: "USER" },
  { title: "LISTENER" },
  { title: "MODE" },
  { title: "PROTOCOL" },
  { title: "DB", isNumber: true },
  { title: "AGE", isNumber: true },
  { title: "IDLE", isNumber: true },
  { title: "COMMAND" },
  { title: "PENDING", isNumber: true },
  { title: "BUFFERED", isNumber: true },
  { title: "PINNED BY" },
];

const NODE_COLUMNS: readonly Column[] = [
  { title: "BACKEND" },
  { title: "PRIMARY" },
  { title: "REPLICAS" },
  { title: "SLOTS", isNumber: true },
  { title: "REACHABLE" },
];

const PROVIDER_COLUMNS: readonly Column[] = [
  { title: "BACKEND" },
  { title: "PROVIDER" },
  { title: "ADDRESS" },
  { title: "TIER", isNumber: true },
  { title: "CONNECTIONS", isNumber: true },
  { title: "PINNED", isNumber: true },
  { title: "WAITING", isNumber: true },
  { title: "REQUESTS", isNumber: true },
  { title: "MISSES", isNumber: true },
  { title: "RECEIVED", isNumber: true },
  { title: "STATE" },
];

/** The sessions as a table, one line each. `colour`: for a terminal. */
export function sessionTable(sessions: readonly SessionView[], colour: boolean): string {
  const rows = sessions.map((session) => [
    String(session.id),
    session.address,
    session.user ?? "-",
    session.listener,
    session.mode,
    session.protocol,
    session.database === null ? "-" : String(session.database),
    durationText(session.ageMs),
    durationText(session.idleMs),
    session.lastCommand?.toLowerCase() ?? "-",
    String(session.pending),
    sizeText(session.bufferedBytes),
    session.holds.map((hold) => holdText(hold, session)).join(",") || "-",
  ]);
  return table(SESSION_COLUMNS, rows, colour, (row) => row.at(-1) !== "-");
}

function holdText(hold: string, { group, provider }: SessionView): string {
  return hold === "group" && group !== null ? `group ${group} at ${provider}` : hold;
}

/** The servers as tables, a line for each shard and each news provider, and what each backend carries. */
export function nodeTable(backends: readonly BackendView[], colour: boolean): string {
  const carried = backends.map(
    ({ name, state, connections, queued }) =>
      `${name} is ${state}: connections ${connections}, queued ${queued}\n`,
  );
  const ofKind = (kind: BackendView["kind"]) => backends.filter((backend) => backend.kind === kind);
  const tables = [shardTable(ofKind("resp"), colour), providerTable(ofKind("nntp"), colour)];
  return [...tables.filter((each) => each !== ""), carried.join("")].join("\n");
}

function shardTable(backends: readonly BackendView[], colour: boolean): string {
  if (backends.length === 0) return "";
  const rows = backends.flatMap(({ name, shards, unreachable }) =>
    shards.map(({ primary, replicas, slots }) => {
      const missing = [primary, ...replicas].filter((node) => unreachable.includes(node));
      const count = slots.reduce((sum, [first, last]) => sum + last - first + 1, 0);
      const reachable = missing.length === 0 ? "all" : `not ${missing.join(", ")}`;
      return [name, primary, replicas.join(", ") || "-", String(count), reachable];
    }),
  );
  return table(NODE_COLUMNS, rows, colour, (row) => row.at(-1) !== "all");
}

function providerTable(backends: readonly BackendView[], colour: boolean): string {
  if (backends.length === 0) return "";
  const rows = backends.flatMap(({ name, providers }) =>
    providers.map((each) => [
      name,
      each.name,
      each.address,
      String(each.tier),
      `${each.connections}/${each.maxConnections}`,
      String(each.pinned),
      String(each.waiting),
      String(each.requests),
      String(each.misses),
      sizeText(each.receivedBytes),
      each.coolingDown ? "passed over" : "good",
    ]),
  );
  return table(PROVIDER_COLUMNS, rows, colour, (row) => row.at(-1) !== "good");
}

/** `3s`, `4m05s`, `2h03m`, `5d01h`. */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m${pad(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h${pad(Math.floor(seconds / 60) % 60)}m`;
  return `${Math.floor(seconds / 86_400)}d${pad(Math.floor(seconds / 3_600) % 24)}h`;
}

/** `17`, `2.5K`, `64M`: in powers of 1024. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.floor(value)}${" KMGT"[power]}`;
}

function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  colour: boolean,
  stands: (row: readonly string[]) => boolean,
): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map((row) => printable(row[at]!).length)),
  );
  const line = (cells: readonly string[], style: string): string => {
    const text = cells
      .map((cell, at) => {
        const width = widths[at]!;
        return columns[at]?.isNumber ? printable(cell).padStart(width) : printable(cell).padEnd(width);
      })
      .join("  ")
      .trimEnd();
    return colour && style !== "" ? `${style}${text}${PLAIN}\n` : `${text}\n`;
  };
  const title = line(
    columns.map((column) => column.title),
    BOLD,
  );
  return title + rows.map((row) => line(row, stands(row) ? YELLOW : "")).join("");
}

/** Names come from clients: none shall control the terminal. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
