import { Flag } from "fairlead/internal";
import type { Context } from "./context.ts";
import type { Exchange } from "./exchange.ts";

/** A session that is told of all commands. */
export interface Watcher {
  interject(bytes: Buffer): void;
}

/** Commands whose arguments are nobody's business, beside those for administrators: CONFIG SET may be of a password. */
const SECRET: ReadonlySet<string> = new Set(["AUTH", "HELLO", "MIGRATE"]);

/** Tells the sessions that have asked for it (`MONITOR`) of every command that comes in. */
export class Monitors {
  private readonly watchers = new Set<Watcher>();

  get size(): number {
    return this.watchers.size;
  }

  add(watcher: Watcher): void {
    this.watchers.add(watcher);
  }

  has(watcher: Watcher): boolean {
    return this.watchers.has(watcher);
  }

  delete(watcher: Watcher): void {
    this.watchers.delete(watcher);
  }

  /** https://valkey.io/commands/monitor/ */
  tell({ request, row }: Exchange, context: Context): void {
    if (SECRET.has(row.name) || (row.spec.flags & Flag.ADMIN) !== 0) return;
    const words = request.args().map(quoted).join(" ");
    const time = (Date.now() / 1000).toFixed(6);
    const line = Buffer.from(`+${time} [${context.database} ${context.address}] ${words}\r\n`, "latin1");
    for (const watcher of this.watchers) watcher.interject(line);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x07": "\\a",
  "\b": "\\b",
};

/** An argument as the servers show it. */
function quoted(arg: Buffer): string {
  const text = arg
    .toString("latin1")
    .replace(/["\\]/g, "\\$&")
    .replace(
      /[^\x20-\x7e]/g,
      (char) => ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
  return `"${text}"`;
}
