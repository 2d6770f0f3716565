import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, LOOPBACK, reaper, until } from "fairlead-harness";
import type { Endpoint } from "./wire/line.ts";

type Ward = Awaited<ReturnType<ReturnType<typeof reaper>["start"]>>;

const STARTS_MS = 15_000;
const MEBIBYTE = 1024 * 1024;

/** A proxy in a process of its own, which ends with this one at the latest. */
export class ProxyProcess implements AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly #ward: Ward;
  readonly #logFile: string;
  #isRunning = true;

  private constructor(endpoint: Endpoint, ward: Ward, logFile: string) {
    this.endpoint = endpoint;
    this.#ward = ward;
    this.#logFile = logFile;
    void ward.ended.then(() => {
      this.#isRunning = false;
    });
  }

  /** Starts the built command line in front of the servers at `url`; resolves when it listens. */
  static async start(url: string): Promise<ProxyProcess> {
    const port = await freePort();
    const args = ["resp", "--listen", `${LOOPBACK}:${port}`, "--to", url];
    return ProxyProcess.run(args, { host: LOOPBACK, port });
  }

  /** The same with these arguments of `fairlead proxy`, which make it listen at `endpoint`. */
  static async run(args: readonly string[], endpoint: Endpoint): Promise<ProxyProcess> {
    const program = fileURLToPath(import.meta.resolve("fairlead-proxy/cli"));
    const folder = await reaper().folder("proxy");
    const ward = await reaper().start(process.execPath, [program, "proxy", ...args], folder);
    const proxy = new ProxyProcess(endpoint, ward, join(folder, "log"));
    try {
      const listens = async (): Promise<boolean> => (await proxy.output()).includes("ready, process");
      await until(listens, { what: "the proxy to listen", timeoutMs: STARTS_MS });
    } catch (error) {
      await proxy[Symbol.asyncDispose]();
      throw new Error(`the proxy did not start: ${await proxy.output()}`, { cause: error });
    }
    return proxy;
  }

  /** Resolves with how it ended: `code n`, or a signal. */
  get ended(): Promise<string> {
    return reaper().wait(this.#ward.ended);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** What it has printed. */
  output(): Promise<string> {
    return readFile(this.#logFile, "utf8");
  }

  /** Tells it to say goodbye. */
  terminate(): void {
    process.kill(this.#ward.pid, "SIGTERM");
  }

  /** Tells it to read its configuration again. */
  reload(): void {
    process.kill(this.#ward.pid, "SIGHUP");
  }

  /** Memory in use and the most that ever was, in MiB. */
  async memory(): Promise<{ readonly nowMib: number; readonly peakMib: number }> {
    const status = await readFile(`/proc/${this.#ward.pid}/status`, "utf8");
    const kib = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]);
    return { nowMib: (kib("VmRSS") * 1024) / MEBIBYTE, peakMib: (kib("VmHWM") * 1024) / MEBIBYTE };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isRunning) process.kill(this.#ward.pid, "SIGKILL");
    await this.ended;
  }
}
