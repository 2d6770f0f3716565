/** Linux counts processor time in /proc in hundredths of a second, whatever its own clock does. */
const TICK_MS = 10;

/** What a process has used, its threads included. */
export interface ProcessStat {
  readonly parent: number;
  /** User and system. */
  readonly cpuMs: number;
}

/** Reads the text of `/proc/PID/stat`; see proc(5). */
export function parseStat(text: string): ProcessStat {
  // The name, in parentheses, may contain anything. Behind it stand the third and all later fields.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  const stat = { parent: field(4), cpuMs: (field(14) + field(15)) * TICK_MS };
  if (Number.isNaN(stat.parent + stat.cpuMs)) throw new Error(`this is no process's stat: ${text}`);
  return stat;
}

/** Reads a size from the text of `/proc/PID/status`: `VmRSS`, or `VmHWM`, the peak. */
export function parseStatusKiB(text: string, name: "VmRSS" | "VmHWM"): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
  if (line === null) throw new Error(`a process's status doesn't tell ${name}`);
  return Number(line[1]);
}
