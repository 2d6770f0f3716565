import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { freePort, LOOPBACK, until } from "fairlead-harness";
import type { Endpoint } from "./wire/line.ts";

const STARTS_MS = 15_000;
const MEBIBYTE = 1024 * 1024;

/** A proxy in a process of its own. */
export class ProxyProcess implements AsyncDisposable {
  readonly endpoint: Endpoint;
  /** Resolves with how it ended: `code n`, or a signal. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  #output = "";

  private constructor(child: ChildProcess, endpoint: Endpoint) {
    this.#child = child;
    this.endpoint = endpoint;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
    });
  }

  /** Starts the built command line in front of the servers at `url`; resolves when it listens. */
  static async start(url: string): Promise<ProxyProcess> {
    const port = await freePort();
    const program = fileURLToPath(import.meta.resolve("fairlead-proxy/cli"));
    const args = [program, "proxy", "resp", "--listen", `${LOOPBACK}:${port}`, "--to", url];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    const proxy = new ProxyProcess(child, { host: LOOPBACK, port });
    try {
      await until(() => proxy.#output.includes("listens at"), {
        what: "the proxy to listen",
        timeoutMs: STARTS_MS,
      });
    } catch (error) {
      await proxy[Symbol.asyncDispose]();
      throw new Error(`the proxy did not start: ${proxy.#output}`, { cause: error });
    }
    return proxy;
  }

  /** What it has printed. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Tells it to say goodbye. */
  terminate(): void {
    this.#child.kill("SIGTERM");
  }

  /** Memory in use and the most that ever was, in MiB. */
  async memory(): Promise<{ readonly nowMib: number; readonly peakMib: number }> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, "utf8");
    const kib = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]);
    return { nowMib: (kib("VmRSS") * 1024) / MEBIBYTE, peakMib: (kib("VmHWM") * 1024) / MEBIBYTE };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRunning) this.#child.kill("SIGKILL");
    await this.ended;
  }
}
