import type { FaultName } from "./faults/fault.ts";
import type { Result } from "./result.ts";

/** A claim about the client, with what was measured. */
export interface Bar {
  readonly text: string;
  readonly limit: number;
  /** `undefined` if it never happened, such as service coming back. */
  readonly measured: number | undefined;
  readonly unit: "" | "ms" | "MiB";
  /** `machine`: over the limit, but the machine itself stood still for most of it. */
  readonly verdict: "met" | "missed" | "machine";
}

/** Faults that a client can hide altogether. */
const HARMLESS: ReadonlySet<FaultName> = new Set(["manual-failover", "reshard-1000"]);
const LIVE_PAUSE_MS = 100;
const BACK_AFTER_ELECTION_MS = 500;

/** The bars that a fault's result is to be held against, each with its verdict. */
export function barsOf(result: Result): Bar[] {
  const silent = result.wrongReplies + result.lost + result.duplicated;
  const bars = [count("replies wrong or swapped, writes lost or repeated", silent)];
  const errors = Object.values(result.errors).reduce((sum, times) => sum + times, 0);
  if (HARMLESS.has(result.fault)) bars.push(count("errors to callers", errors));
  if (result.fault === "kill-primary") bars.push(...killBars(result));
  bars.push(...(result.checks ?? []).map((check) => count(check.text, check.count)));
  return bars;
}

function killBars(result: Result): Bar[] {
  const live = result.shards.filter((_, shard) => shard !== result.struckShard);
  const struck = result.shards[result.struckShard ?? -1];
  const longest = Math.max(...live.map((shard) => shard.longestOutageMs));
  const loopMs = result.vitals.eventLoopMaxMs;
  const bareMs = Math.max(loopMs, ...live.map((shard) => shard.barePauseMs));
  return [
    count(
      "errors in the live shards",
      live.reduce((sum, shard) => sum + shard.errors, 0),
    ),
    time("longest pause of the live shards", LIVE_PAUSE_MS, longest, bareMs),
    time("lost shard back after the election", BACK_AFTER_ELECTION_MS, struck?.backAfterElectionMs, loopMs),
  ];
}

/** A bar of none. */
export function count(text: string, measured: number): Bar {
  return { text, limit: 0, measured, unit: "", verdict: measured === 0 ? "met" : "missed" };
}

/** A bar of so many ms at most. `machineMs`: how long the machine itself stood still. */
export function time(text: string, limit: number, measured: number | undefined, machineMs: number): Bar {
  return { text, limit, measured, unit: "ms", verdict: timeVerdict(limit, measured, machineMs) };
}

function timeVerdict(limit: number, measured: number | undefined, machineMs: number): Bar["verdict"] {
  if (measured === undefined) return "missed";
  if (measured <= limit) return "met";
  return machineMs > limit && machineMs > measured / 2 ? "machine" : "missed";
}
