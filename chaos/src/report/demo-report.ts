import { barsOf } from "../bars.ts";
import type { WorkDone } from "../demo/hard-work.ts";
import type { PlainWork } from "../demo/plain-clients.ts";
import type { Shown } from "../demo/tour.ts";
import type { Result } from "../result.ts";
import { barLine, troubles } from "./chaos-report.ts";
import { duration, grouped, plural } from "./numbers.ts";
import type { Paint } from "./paint.ts";

/** A line of the tour. */
export function shownLine({ title, text, isRight }: Shown, paint: Paint): string {
  const mark = isRight ? paint.good("ok") : paint.bad("WRONG");
  return `  ${title.padEnd(14)} ${text}  ${mark}`;
}

/** What hard work came to. */
export function workLines({ operations, tookMs, wrong, errors }: WorkDone, paint: Paint): string[] {
  const rate = grouped((operations / tookMs) * 1_000);
  const flawless = wrong + errors === 0;
  const flaws = `${grouped(wrong)} wrong, ${plural(errors, "error")}`;
  return [
    `  ${grouped(operations)} SETs and GETs in ${duration(tookMs)}: ${paint.bold(`${rate} a second`)}`,
    `  every reply compared with what had been written: ${flawless ? paint.good("all right") : paint.bad(flaws)}`,
  ];
}

/** What a client that knows nothing of clusters saw of a fail-over. */
export function plainLine(work: PlainWork, paint: Paint): string {
  const { name, operations, wrong, errors, longestMs, goesOn } = work;
  const judged = wrong === 0 ? paint.good("each reply right") : paint.bad(`${grouped(wrong)} wrong`);
  const told = errors.length === 0 ? "no errors" : `${plural(errors.length, "error")} (${errors.at(-1)})`;
  const waited = `waited ${paint.bold(duration(longestMs))} at most`;
  const end = goesOn ? "" : paint.bad(", and does not go on");
  return `  ${name.padEnd(10)} SET and GET in one, ${grouped(operations)} times: ${judged}; ${waited}; ${told}${end}`;
}

/** What the fail-over cost, measured from the history of the load. */
export function costLines(result: Result, paint: Paint): string[] {
  const { struckShard, electedAfterMs } = result;
  const shards = result.shards.map(({ longestOutageMs, backAfterElectionMs }, shard) => {
    const longest = paint.bold(duration(longestOutageMs));
    if (shard !== struckShard) return `  shard ${shard}   went on: ${longest} at most between two successes`;
    const back =
      backAfterElectionMs === undefined ? "not back" : `back ${duration(backAfterElectionMs)} after that`;
    const elected =
      electedAfterMs === undefined ? "" : `; a new primary was elected after ${duration(electedAfterMs)}`;
    return `  shard ${shard}   lost its primary: ${longest} without service${elected}, service ${back}`;
  });
  const errors = Object.entries(result.errors).map(([name, times]) => `${times} ${name}`);
  return [
    ...shards,
    `  callers were told of ${errors.join(", ") || "no errors"}`,
    paint.dim(
      `  (this process was held up ${duration(result.vitals.eventLoopMaxMs)} at most, ${duration(result.vitals.eventLoopP99Ms)} at the 99th percentile)`,
    ),
  ];
}

/** What the history showed. */
export function historyLines(result: Result, paint: Paint): string[] {
  const tally = `lost ${result.lost}, wrong ${result.wrongReplies}, run twice ${result.duplicated}`;
  return [
    `  ${grouped(result.operations)} operations checked against each other and against what each server ran:`,
    `  ${result.passed ? paint.good(tally) : paint.bad(tally)}`,
    `  lost by the servers themselves: ${plural(result.lostByServers, "acknowledged write")} that the dead primary ran and its successor never got`,
    "",
    ...barsOf(result).map((bar) => barLine(bar, paint)),
    ...troubles(result).map((text) => `    ${paint.bad(text)}`),
  ];
}
