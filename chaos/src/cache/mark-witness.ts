import { connect, type Socket } from "node:net";
import type { ClusterNode } from "fairlead-harness";
import { parseMarkLine } from "./mark-line.ts";

/** Listens to which marks of removals and stamps of tags one server writes, by a `MONITOR` connection of its own. */
export class MarkWitness {
  readonly node: ClusterNode;
  readonly #socket: Socket;
  readonly #marks = new Map<string, Set<string>>();
  readonly listening: Promise<void>;
  #rest = "";

  constructor(node: ClusterNode) {
    this.node = node;
    const { host, port } = node.server;
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.setEncoding("latin1");
    this.listening = new Promise((resolve, reject) => {
      this.#socket.once("data", () => resolve());
      this.#socket.once("error", reject);
    });
    this.listening.catch(() => {}); // told to whoever waits for it
    this.#socket.on("error", () => {});
    this.#socket.on("data", (text: string) => this.#read(text));
    this.#socket.write("MONITOR\r\n");
  }

  /** What it wrote so far, by key. */
  get marks(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#marks;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\r\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const seen = parseMarkLine(line);
      if (seen === undefined) continue;
      const own = this.#marks.get(seen.key) ?? new Set();
      this.#marks.set(seen.key, own.add(seen.mark));
    }
  }
}

/** Marks that `from` wrote and `to`, its successor, never did, by key. */
export function marksLost(
  from: ReadonlyMap<string, ReadonlySet<string>>,
  to: ReadonlyMap<string, ReadonlySet<string>>,
): (readonly [key: string, mark: string])[] {
  return [...from].flatMap(([key, marks]) => {
    const kept = to.get(key);
    return [...marks].filter((mark) => kept?.has(mark) !== true).map((mark) => [key, mark] as const);
  });
}
