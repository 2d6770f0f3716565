import { readdirSync, readFileSync } from "node:fs";
import { type ProcessStat, parseStat, parseStatusKiB } from "./stat.ts";

/** Processor time used so far by a process and its descendants. Those that have ended don't count. Linux only. */
export function treeCpuMs(root: number): number {
  return tree(root).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** Memory of a process and its descendants that is resident now, or the sum of their peaks. Linux only. */
export function treeKiB(root: number, name: "VmRSS" | "VmHWM"): number {
  return tree(root).reduce(
    (sum, { pid }) => sum + parseStatusKiB(readFileSync(`/proc/${pid}/status`, "utf8"), name),
    0,
  );
}

/** Ends a process and its descendants at once. */
export function killTree(root: number): void {
  for (const { pid } of tree(root)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it ended this moment
    }
  }
}

interface Process extends ProcessStat {
  readonly pid: number;
}

/** @throws {Error} when the process doesn't exist. */
function tree(root: number): Process[] {
  const found = [read(root)];
  const others = everyone();
  for (const { pid } of found) found.push(...others.filter(({ parent }) => parent === pid));
  return found;
}

function everyone(): Process[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [read(Number(pid))];
    } catch {
      return []; // it ended this moment
    }
  });
}

function read(pid: number): Process {
  return { pid, ...parseStat(readFileSync(`/proc/${pid}/stat`, "utf8")) };
}
