import type { Result } from "./result.ts";

/** A claim about the client, with what was measured. */
export interface Bar {
  readonly text: string;
  readonly limit: number;
  /** `undefined` if it never happened, such as service coming back. */
  readonly measured: number | undefined;
  readonly unit: "" | "ms";
  /** `machine`: over the limit, but the machine itself stood still for most of it. */
  readonly verdict: "met" | "missed" | "machine";
}

const LIVE_PAUSE_MS = 100;
const BACK_AFTER_ELECTION_MS = 500;

/** The bars that a fault's result is to be held against, each with its verdict. */
export function barsOf(result: Result): Bar[] {
  const silent = result.wrongReplies + result.lost + result.duplicated;
  const bars = [count("replies wrong or swapped, writes lost or repeated", silent)];
  const errors = Object.values(result.errors).reduce((sum, times) => sum + times, 0);
  switch (result.fault) {
    case "manual-failover":
    case "reshard-1000":
      bars.push(count("errors to callers", errors));
      break;
    case "kill-primary":
      bars.push(...killBars(result));
      break;
    default:
  }
  for (const { text, met } of result.checks ?? []) bars.push(count(`failures of: ${text}`, met ? 0 : 1));
  return bars;
}

function killBars(result: Result): Bar[] {
  const live = result.shards.filter((_, shard) => shard !== result.struckShard);
  const struck = result.shards[result.struckShard ?? -1];
  const longest = Math.max(...live.map((shard) => shard.longestOutageMs));
  const bare = Math.max(result.vitals.eventLoopMaxMs, ...live.map((shard) => shard.barePauseMs));
  return [
    count(
      "errors in the live shards",
      live.reduce((sum, shard) => sum + shard.errors, 0),
    ),
    time("longest pause of the live shards", LIVE_PAUSE_MS, longest, bare),
    time(
      "lost shard back after the election",
      BACK_AFTER_ELECTION_MS,
      struck?.backAfterElectionMs,
      struck === undefined ? 0 : result.vitals.eventLoopMaxMs,
    ),
  ];
}

function count(text: string, measured: number): Bar {
  return { text, limit: 0, measured, unit: "", verdict: measured === 0 ? "met" : "missed" };
}

function time(text: string, limit: number, measured: number | undefined, machineMs: number): Bar {
  return { text, limit, measured, unit: "ms", verdict: timeVerdict(limit, measured, machineMs) };
}

function timeVerdict(limit: number, measured: number | undefined, machineMs: number): Bar["verdict"] {
  if (measured === undefined) return "missed";
  if (measured <= limit) return "met";
  return machineMs > limit && machineMs > measured / 2 ? "machine" : "missed";
}
