import { readdirSync, readFileSync } from "node:fs";
import type { ServerKind } from "fairlead-harness";
import { commandBytes } from "./frame-client.ts";
import { isLikeness, type Likeness } from "./likeness.ts";
import { wordsOf } from "./words.ts";

/** One line of a script. */
export interface Step {
  readonly text: string;
  readonly client: string;
  readonly bytes: Buffer;
  /** How many replies and messages the client is to get before anybody goes on. */
  readonly replies: number;
  readonly likeness: Likeness;
  /** Before anybody goes on, the servers are to have so many clients that are blocked; 0 for any number. */
  readonly blocked: number;
  /** Why the reply is another one through the proxy, if that is by design: a name in `differences.ts`. */
  readonly differs: readonly Difference[];
}

/** A reply that is another one through the proxy, by design. */
export interface Difference {
  readonly reason: string;
  /** It always is; otherwise it may be. */
  readonly always: boolean;
  readonly places: readonly Place[];
  readonly kinds: readonly ServerKind[];
}

/** What the proxy is in front of. */
export type Place = "server" | "cluster";

/**
 * What clients send, one line after the other, as a file in `scripts` has it:
 *
 * - `# title` begins a script; `# title [redis]`: not for servers of another kind;
 * - `SET @a 1`: a command of the client `a`, which gets one reply; words as {@link wordsOf} reads them;
 * - `b> GET @a`: of the client `b`;
 * - `(2) SUBSCRIBE x y`: two replies; `b> (1)` only waits for one, as for a message;
 * - `(unordered) KEYS *`: replies are alike as the {@link Likeness} says; with a number: `(2 unordered)`;
 * - `(!reason) ...`: the reply differs by design; `(?reason)`: it may; `(!reason@cluster@redis)`: only there;
 * - `blocked 2`: waits until two clients are blocked;
 * - `raw "PING\r\n"`: bytes that are no command.
 */
export interface Script {
  readonly group: string;
  readonly title: string;
  readonly kinds: readonly ServerKind[];
  readonly steps: readonly Step[];
}

const FOLDER = new URL("scripts/", import.meta.url);
const MARK = /^([!?])([a-z-]+)((?:@[a-z]+)*)$/;
const TITLE = /^(.*?)(?: \[([a-z]+)\])?$/;
export const PLACES: readonly Place[] = ["server", "cluster"];
export const KINDS: readonly ServerKind[] = ["redis", "valkey"];
const LINE = /^(?:([a-z])> )?(?:\(([^)]*)\) ?)?(.*)$/;

/** All scripts of all files. */
export function readScripts(): Script[] {
  return readdirSync(FOLDER).flatMap((file) => {
    const sections = readFileSync(new URL(file, FOLDER), "utf8").split(/^# /m).slice(1);
    return sections.map((section) => scriptOf(file.replace(".txt", ""), section));
  });
}

function scriptOf(group: string, section: string): Script {
  const [heading = "", ...lines] = section.split("\n").filter((line) => line !== "");
  const [, title = "", only = ""] = TITLE.exec(heading)!;
  // The tag chooses the slot: scripts run all over a cluster.
  const steps = lines.map((line) => stepOf(line, `${group}:${title.length}`));
  return { group, title, kinds: among(KINDS, [only]), steps };
}

function stepOf(line: string, tag: string): Step {
  const [, client = "a", notes = "", command = ""] = LINE.exec(line)!;
  const words = notes.split(" ");
  const count = words.find((word) => /^\d+$/.test(word));
  const likeness = words.find(isLikeness) ?? "same";
  const differs = words.flatMap(differenceOf);
  const blocked = Number(/^blocked (\d+)$/.exec(command)?.[1] ?? 0);
  const bytes = blocked > 0 ? Buffer.alloc(0) : bytesOf(command, tag);
  const replies = blocked > 0 ? 0 : Number(count ?? 1);
  return { text: command, client, bytes, replies, likeness, blocked, differs };
}

function differenceOf(word: string): Difference[] {
  const mark = MARK.exec(word);
  if (mark === null) return [];
  const [, sign, reason = "", where = ""] = mark;
  const named = where.split("@");
  return [{ reason, always: sign === "!", places: among(PLACES, named), kinds: among(KINDS, named) }];
}

/** Those of `all` that are named; all if none is. */
function among<T extends string>(all: readonly T[], named: readonly string[]): readonly T[] {
  const some = all.filter((each) => named.includes(each));
  return some.length > 0 ? some : all;
}

function bytesOf(command: string, tag: string): Buffer {
  if (command === "") return Buffer.alloc(0);
  const words = wordsOf(command, tag);
  return command.startsWith("raw ") ? Buffer.concat(words.slice(1)) : commandBytes(words);
}
