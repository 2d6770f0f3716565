import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { until } from "fairlead-harness";
import { type ListenAddress, parseAddress } from "../../src/config/address.ts";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));

/** The command line program, made of the sources as they are. */
export async function buildProgram(): Promise<{ readonly path: string; close(): Promise<void> }> {
  // Inside the package, where its dependencies are found, and as deep as the real one, which looks for package.json.
  await mkdir(`${PACKAGE}dist`, { recursive: true });
  const folder = await mkdtemp(`${PACKAGE}dist/test-`);
  const { dependencies } = JSON.parse(readFileSync(`${PACKAGE}package.json`, "utf8")) as {
    dependencies: Record<string, string>;
  };
  const path = `${folder}/main.mjs`;
  await build({
    entryPoints: [`${PACKAGE}src/cli/main.ts`],
    outfile: path,
    bundle: true,
    conditions: ["@fairlead/source"],
    external: Object.keys(dependencies).filter((name) => !name.startsWith("fairlead")),
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "warning",
  });
  return { path, close: () => rm(folder, { recursive: true, force: true }) };
}

/** A run of the program. */
export class Run {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  /** The exit code, or the signal that it ended by. */
  readonly ended: Promise<number | string>;

  /** `prefix`: a program and its arguments that are to run it. */
  constructor(program: string, args: readonly string[], prefix: readonly string[] = [], input = "") {
    const [file = "", ...rest] = [...prefix, process.execPath, program, ...args];
    this.child = spawn(file, rest, { stdio: ["pipe", "pipe", "pipe"] });
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.child.stdin?.end(input);
    this.ended = once(this.child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits until it has printed something. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const found = await until(() => pattern.exec(this.stderr), {
      what: () => `${pattern} in: ${this.stderr}`,
      timeoutMs: 20_000,
    });
    return found as RegExpExecArray;
  }

  /** Where the listener listens, once it does. */
  async address(name = "main"): Promise<ListenAddress> {
    const [, text = ""] = await this.says(new RegExp(`${name} listens at ([^\\s"]+)`));
    return parseAddress(text) as ListenAddress;
  }

  async close(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}
