import { readFileSync } from "node:fs";

/**
 * The most memory this process has had resident, in MiB. `resourceUsage().maxRSS` is only the second choice: on Linux a child
 * inherits its parent's peak there.
 */
export function peakRssMiB(): number {
  return (linuxPeakKiB() ?? process.resourceUsage().maxRSS) / 1024;
}

function linuxPeakKiB(): number | undefined {
  if (process.platform !== "linux") return undefined;
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  return line === null ? undefined : Number(line[1]);
}
