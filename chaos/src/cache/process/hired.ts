import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Remnant } from "../model/history.ts";
import type { MemberOptions, MemberReport } from "./member.ts";
import type { MemberAnswer, Question } from "./messages.ts";

/** A member, wherever it is. */
export interface Hired {
  start(): Promise<void> | void;
  stop(): Promise<MemberReport>;
  inspect(): Promise<readonly Remnant[]>;
  close(): Promise<void>;
}

/** Begins a member in a process of its own, which ends with this one at the latest. */
export async function hire(options: MemberOptions): Promise<Hired> {
  const program = fileURLToPath(new URL("child.js", import.meta.url));
  const child = fork(program, [], { serialization: "advanced" });
  try {
    await ask(child, { kind: "join", options });
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return new InProcessOfItsOwn(child);
}

class InProcessOfItsOwn implements Hired {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  async start(): Promise<void> {
    await ask(this.#child, { kind: "start" });
  }

  async stop(): Promise<MemberReport> {
    const answer = await ask(this.#child, { kind: "stop" });
    if (answer.kind !== "report") throw new Error(`no report, but ${answer.kind}`);
    return answer.report;
  }

  async inspect(): Promise<readonly Remnant[]> {
    const answer = await ask(this.#child, { kind: "inspect" });
    if (answer.kind !== "remnants") throw new Error(`no remnants, but ${answer.kind}`);
    return answer.remnants;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    await ask(this.#child, { kind: "close" }).catch(() => undefined);
    this.#child.disconnect();
    await ended;
  }
}

/** One question at a time. @throws what went wrong there, or that the process has ended. */
async function ask(child: ChildProcess, question: Question): Promise<MemberAnswer> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const answered = once(child, "message", { signal }) as Promise<[MemberAnswer]>;
    const gone = once(child, "exit", { signal }).then(([code, name]): never => {
      throw new Error(`a process of the cache has ended: ${String(code ?? name)}`);
    });
    child.send(question);
    const [answer] = await Promise.race([answered, gone]);
    if (answer.kind === "failed") throw new Error(answer.text);
    return answer;
  } finally {
    over.abort();
  }
}
