import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";
import { until } from "fairlead-harness";
import { describe, expect, onTestFinished, test } from "vitest";

interface Started {
  readonly pids: readonly number[];
  /** One server's own, inside the one of all. */
  readonly folder: string;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Processes that run in a folder, as far as the system tells: servers nobody has been told of. */
function processesIn(folder: string): string[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

/** What the child says when it has started; rejects with what it complains of when it ends before. */
function started(child: ChildProcess): Promise<Started> {
  return new Promise((resolve, reject) => {
    let complaint = "";
    child.stderr?.on("data", (chunk) => {
      complaint += chunk;
    });
    child.once("message", (message) => resolve(message as Started));
    child.once("close", () => reject(new Error(`the child ended early: ${complaint}`)));
  });
}

describe("a process that started servers and froze one leaves nothing behind", () => {
  test.each<[string, string, (child: ChildProcess) => unknown]>([
    ["when it is killed by SIGKILL", "cluster", (child) => child.kill("SIGKILL")],
    ["when it dies while starting more", "servers", (child) => child.send("die while starting")],
    ["when it is killed by SIGTERM", "servers", (child) => child.kill("SIGTERM")],
    ["when it throws", "servers", (child) => child.send("throw")],
    ["when it exits", "servers", (child) => child.send("exit")],
    ["when it has nothing more to do", "servers", (child) => child.send("finish")],
  ])("%s", async (_, what, end) => {
    const child = fork(new URL("doomed.mjs", import.meta.url), [what], { silent: true });
    onTestFinished(() => void child.kill("SIGKILL"));
    const { pids, folder } = await started(child);
    const root = dirname(folder);
    expect(pids.filter(exists)).toHaveLength(what === "cluster" ? 6 : 2);
    expect(existsSync(root)).toBe(true);
    end(child);
    await once(child, "exit");
    const isClean = () => !pids.some(exists) && processesIn(root).length === 0 && !existsSync(root);
    await until(isClean, { what: "all to be gone", timeoutMs: 2_000 });
  });
});
