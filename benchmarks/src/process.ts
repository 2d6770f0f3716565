import { fork } from "node:child_process";
import type { Trial } from "./suite.ts";

/**
 * Runs a module in a process of its own, with `job` as JSON in its first argument, until it sends its trial. Never rejects: a
 * process that crashes, or is silent for too long, is a trial with an error.
 */
export function runProcess(module: URL, job: object, patienceMs: number): Promise<Trial> {
  return new Promise((resolve) => {
    const child = fork(module, [JSON.stringify(job)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let trial: Trial | undefined;
    let complaints = "";
    const patience = setTimeout(() => {
      trial ??= { error: `no result within ${patienceMs / 1_000} s${tail(complaints)}` };
      child.kill("SIGKILL");
    }, patienceMs);
    child.stderr!.on("data", (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.on("message", (message) => {
      trial = message as Trial;
    });
    child.on("error", (error) => {
      trial ??= { error: error.message };
    });
    child.on("close", (code, signal) => {
      clearTimeout(patience);
      resolve(trial ?? { error: `the process ended with ${signal ?? `code ${code}`}${tail(complaints)}` });
    });
  });
}

/** The end of what a process wrote to its standard error. */
function tail(complaints: string): string {
  const text = complaints.trim();
  return text === "" ? "" : `; it said: ${text.slice(-500)}`;
}
