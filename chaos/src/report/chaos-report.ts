import { type Bar, barsOf } from "../bars.ts";
import type { Result } from "../result.ts";
import { duration, grouped } from "./numbers.ts";
import type { Paint } from "./paint.ts";

const MOST_FINDINGS = 5;

/** A result as one line of JSON, with its bars. */
export function jsonLine(result: Result, seed: number): string {
  const perShard = (value: (shard: Result["shards"][number]) => number): Record<string, number> =>
    Object.fromEntries(result.shards.map((shard, index) => [index, rounded(value(shard))]));
  return JSON.stringify({
    fault: result.fault,
    operations: result.operations,
    errors: result.errors,
    longestOutageMs: perShard((shard) => shard.longestOutageMs),
    barePauseMs: perShard((shard) => shard.barePauseMs),
    struckShard: result.struckShard,
    electedAfterMs: roundedOrNone(result.electedAfterMs),
    backAfterElectionMs: roundedOrNone(result.shards[result.struckShard ?? -1]?.backAfterElectionMs),
    eventLoopMaxMs: rounded(result.vitals.eventLoopMaxMs),
    eventLoopP99Ms: rounded(result.vitals.eventLoopP99Ms),
    wrongReplies: result.wrongReplies,
    lost: result.lost,
    lostByServers: result.lostByServers,
    duplicated: result.duplicated,
    unhandled: result.vitals.unhandled,
    unwitnessed: result.unwitnessed,
    findings: result.findings.map(({ text }) => text),
    bars: barsOf(result).map((bar) => ({ ...bar, measured: roundedOrNone(bar.measured) })),
    seed,
    passed: result.passed,
  });
}

/** The heading of the lines that {@link tableLines} makes. */
export function tableHead(paint: Paint): string {
  return paint.bold(
    row(["fault", "operations", "wrong", "lost", "twice", "by servers", "loop", "longest pause", "errors"]),
  );
}

/** A result for people: a line of the table, then its bars and whatever was wrong. */
export function tableLines(result: Result, paint: Paint): string[] {
  const pauses = result.shards.map((shard) => Math.round(shard.longestOutageMs)).join(" / ");
  const errors = Object.entries(result.errors).map(([name, times]) => `${times} ${name}`);
  const line = row([
    result.fault,
    grouped(result.operations),
    String(result.wrongReplies),
    String(result.lost),
    String(result.duplicated),
    String(result.lostByServers),
    String(Math.round(result.vitals.eventLoopMaxMs)),
    pauses,
    errors.join(", ") || "none",
  ]);
  return [
    result.passed ? line : paint.bad(line),
    ...electionLines(result),
    ...barsOf(result).map((bar) => barLine(bar, paint)),
    ...troubles(result).map((text) => `    ${paint.bad(text)}`),
  ];
}

function electionLines({ electedAfterMs, struckShard, shards }: Result): string[] {
  if (electedAfterMs === undefined || struckShard === undefined) return [];
  const back = shards[struckShard]?.backAfterElectionMs;
  const service = back === undefined ? "not back" : `back ${duration(back)} later`;
  return [
    `            shard ${struckShard}: a new primary elected after ${duration(electedAfterMs)}, service ${service}`,
  ];
}

/** What the columns mean. */
export const TABLE_NOTES: readonly string[] = [
  "wrong, lost, twice: replies that can't be, acknowledged writes that are gone, commands run twice",
  "by servers: acknowledged writes that the dead primary ran and its successor never got (not the client's)",
  "loop, longest pause: milliseconds; delay of this process's event loop, and time without a success, by shard",
  "machine: a bar was missed, but the process or a bare connection to the server stood still for most of that time",
];

const COLUMNS: readonly ((text: string) => string)[] = [
  (text) => text.padEnd(16),
  ...[10, 6, 5, 6, 11, 5].map((width) => (text: string) => text.padStart(width)),
  (text) => `  ${text.padEnd(20)}`,
  (text) => text,
];

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => COLUMNS[index]!(cell)).join(" ");
}

/** A bar and whether it was met. */
export function barLine({ text, limit, measured, unit, verdict }: Bar, paint: Paint): string {
  const words = {
    met: paint.good("ok     "),
    missed: paint.bad("MISSED "),
    machine: paint.doubtful("machine"),
  };
  const value = measured === undefined ? "never" : `${Math.round(measured)}${unit && ` ${unit}`}`;
  const most = unit === "" ? "" : paint.dim(` (at most ${limit} ${unit})`);
  return `    ${words[verdict]} ${text}: ${value}${most}`;
}

/** Whatever makes a result one that did not pass, the first of it. */
export function troubles({ findings, vitals, unwitnessed }: Result): string[] {
  const shown = findings.slice(0, MOST_FINDINGS).map(({ kind, text }) => `${kind}: ${text}`);
  if (findings.length > shown.length) shown.push(`and ${findings.length - shown.length} more findings`);
  for (const error of new Set(vitals.unhandled)) shown.push(`unhandled: ${error}`);
  for (const address of unwitnessed)
    shown.push(`not everything that ${address} did was seen: nothing is proved`);
  return shown;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function roundedOrNone(value: number | undefined): number | null {
  return value === undefined ? null : rounded(value);
}
