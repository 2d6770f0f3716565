import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import type { Terminal as Screen } from "@xterm/headless";
import { LOOPBACK } from "../address.ts";
import { onFreePort, releasePort } from "../ports.ts";
import { until } from "../until.ts";
import { Inetd } from "./inetd.ts";

export interface TerminalOptions {
  /** Beside those of this process. `HOME` is the folder if no other is given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default 100. */
  readonly columns?: number;
  /** Default 30. */
  readonly rows?: number;
}

/**
 * Runs a program in a terminal of its own (by `script`), at home in the given folder, which must be one of
 * `reaper().folder()`: it is removed with the terminal.
 */
export async function startTerminal(
  path: string,
  args: readonly string[],
  folder: string,
  options: TerminalOptions = {},
): Promise<Terminal> {
  const { columns = 100, rows = 30, env = {} } = options;
  const { default: xterm } = await import("@xterm/headless");
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const variables = { HOME: folder, TERM: "xterm", LC_ALL: "C.UTF-8", ...env };
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const program = ["env", ...settings, path, ...args].map(quoted).join(" ");
  const command = `stty rows ${rows} columns ${columns} && exec ${program}`;
  // A program under inetd is one that the reaper knows, and that we talk with all the same.
  return onFreePort(async (port) => {
    const inetd = new Inetd(port, { path: "script", args: ["-qfec", command, "/dev/null"], folder });
    await inetd.listen();
    const socket = connect(port, LOOPBACK);
    await once(socket, "connect");
    return new Terminal(screen, socket, inetd, folder);
  });
}

/** A program in its terminal. See {@link startTerminal}. */
export class Terminal implements AsyncDisposable {
  readonly #screen: Screen;
  readonly #socket: Socket;
  readonly #inetd: Inetd;
  readonly #folder: string;
  #ended = false;

  constructor(screen: Screen, socket: Socket, inetd: Inetd, folder: string) {
    this.#screen = screen;
    this.#socket = socket;
    this.#inetd = inetd;
    this.#folder = folder;
    socket.on("data", (chunk: Buffer) => screen.write(chunk));
    socket.on("error", () => {}); // it is closed then, too
    socket.on("close", () => {
      this.#ended = true;
    });
    screen.onData((answer) => this.send(answer)); // what the program asked its terminal
  }

  /** What is on the screen now, line by line, without the spaces at their ends. */
  get text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: this.#screen.rows }, (_, row) =>
      active.getLine(active.baseY + row)?.translateToString(true),
    );
    return lines.join("\n").trimEnd();
  }

  /** True once the program has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Sends keys as a terminal does: `\r` for Enter, `\x1b` for Escape. */
  send(keys: string): void {
    this.#socket.write(keys);
  }

  /** Waits until the screen shows this, and gives what is on it. */
  async shows(text: string | RegExp): Promise<string> {
    const wanted =
      typeof text === "string" ? (screen: string) => screen.includes(text) : (s: string) => text.test(s);
    await until(() => wanted(this.text), { what: () => `${text} on the screen, which shows:\n${this.text}` });
    return this.text;
  }

  /** Waits until the program has ended. */
  async exits(): Promise<void> {
    await until(() => this.#ended, { what: () => `the program to end; its screen shows:\n${this.text}` });
  }

  /** Ends the program, and removes its folder. */
  async close(): Promise<void> {
    await this.#inetd.kill();
    this.#socket.destroy();
    this.#screen.dispose();
    releasePort(this.#inetd.port);
    await rm(this.#folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** For the shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
