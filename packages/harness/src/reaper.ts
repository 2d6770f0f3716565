import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";

/** A process that can't outlive this one. */
export interface Ward {
  readonly pid: number;
  /** Resolves when it has ended, with the signal or `code n` it ended by. */
  readonly ended: Promise<string>;
}

type Message =
  | { readonly folder: string }
  | { readonly id: number; readonly pid: number }
  | { readonly id: number; readonly exit: string }
  | { readonly id: number; readonly error: string };

interface Order {
  started(pid: number): void;
  failed(error: Error): void;
  ended(how: string): void;
}

/**
 * Starts processes through a supervisor that kills them, and removes their folders, as soon as this process
 * ends, whatever way it ends. It doesn't keep this process running by itself.
 */
export class Reaper {
  readonly #supervisor: ChildProcess;
  readonly #orders = new Map<number, Order>();
  readonly #folder: Promise<string>;
  #lastId = 0;
  #waiting = 0;

  constructor() {
    const { NODE_OPTIONS: _, ...env } = process.env;
    // Detached: Ctrl-C in the terminal must end this process, not the one that cleans up after it.
    this.#supervisor = fork(new URL("../supervisor.mjs", import.meta.url), {
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: [],
      env,
    });
    this.#supervisor.unref();
    this.#supervisor.channel?.unref();
    this.#folder = new Promise((resolve, reject) => {
      this.#supervisor.on("message", (message: Message) => {
        if ("folder" in message) resolve(message.folder);
        else this.#receive(message);
      });
      this.#supervisor.once("error", reject);
      this.#supervisor.once("exit", () => {
        const error = new Error("the harness's supervisor ended");
        reject(error);
        for (const order of this.#orders.values()) {
          order.failed(error);
          order.ended("its supervisor's end");
        }
      });
    });
    this.#folder.catch(() => {}); // reported by whoever asks for it
  }

  /** Makes a new folder, gone at the latest when this process is. */
  async folder(name: string): Promise<string> {
    return mkdtemp(join(await this.wait(this.#folder), `${name}-`));
  }

  /**
   * Starts `path` in the folder `cwd`; what it prints goes to the file `log` there. With a `socket`, which must
   * not have been read from, that is its input and output, and only its errors go to the log.
   */
  start(path: string, args: readonly string[], cwd: string, socket?: Socket): Promise<Ward> {
    const id = ++this.#lastId;
    let ended: (how: string) => void;
    const ward = { ended: new Promise<string>((resolve) => (ended = resolve)) };
    const started = new Promise<Ward>((resolve, reject) => {
      this.#orders.set(id, {
        started: (pid) => resolve({ ...ward, pid }),
        failed: reject,
        ended: (how) => ended(how),
      });
    });
    this.#supervisor.send({ id, path, args, cwd }, socket, (error) => {
      if (error !== null) this.#receive({ id, error: error.message });
    });
    return this.wait(started);
  }

  /** Keeps this process running until `work` is settled. */
  async wait<T>(work: Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.#supervisor.channel?.ref();
    try {
      return await work;
    } finally {
      if (--this.#waiting === 0) this.#supervisor.channel?.unref();
    }
  }

  #receive(message: Exclude<Message, { folder: string }>): void {
    const order = this.#orders.get(message.id);
    if (order === undefined) return;
    if ("pid" in message) {
      order.started(message.pid);
      return;
    }
    this.#orders.delete(message.id);
    if ("exit" in message) order.ended(message.exit);
    else order.failed(new Error(message.error));
  }
}

const shared: { reaper?: Reaper } = {};

/** This process's reaper. There is one, since a process ends once. */
export function reaper(): Reaper {
  shared.reaper ??= new Reaper();
  return shared.reaper;
}
