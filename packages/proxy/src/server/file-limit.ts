import { readFileSync } from "node:fs";

/** Kept free for connections to the servers, files and listeners. */
const RESERVED = 64;

/** How many sockets of clients this process may have; infinite where the system doesn't tell. */
export function maxClientSockets(): number {
  const files = openFileLimit();
  return files === undefined ? Number.POSITIVE_INFINITY : files - Math.min(RESERVED, Math.ceil(files / 2));
}

function openFileLimit(): number | undefined {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"));
    return line === null ? undefined : Number(line[1]);
  } catch {
    return undefined; // not every system has this file
  }
}
