import { readdirSync, readFileSync } from "node:fs";
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
  /** Why the reply is another one through the proxy, if that is by design: a name in `differences.ts`. */
  readonly differs: readonly Difference[];
}

export interface Difference {
  readonly reason: string;
  /** In front of what. */
  readonly at: readonly Place[];
  /** It does; otherwise it may. */
  readonly always: boolean;
}

/** What the proxy is in front of. */
export type Place = "server" | "cluster";

/**
 * What clients send, one line after the other, as a file in `scripts` has it:
 *
 * - `# title` begins a script;
 * - `SET @a 1`: a command of the client `a`, which gets one reply; words as {@link wordsOf} reads them;
 * - `b> GET @a`: of the client `b`;
 * - `(2) SUBSCRIBE x y`: two replies; `b> (1)` only waits for one, as for a message;
 * - `(unordered) KEYS *`: replies are alike as the {@link Likeness} says; with a number: `(2 unordered)`;
 * - `(!reason) ...`: the reply differs by design; `(?reason)`: it may; `(!reason@cluster)`: only in front of a cluster;
 * - `raw "PING\r\n"`: bytes that are no command.
 */
export interface Script {
  readonly group: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

const FOLDER = new URL("scripts/", import.meta.url);
const MARK = /^([!?])([a-z-]+)(?:@(server|cluster))?$/;
const LINE = /^(?:([a-z])> )?(?:\(([^)]*)\) ?)?(.*)$/;

/** All scripts of all files. */
export function readScripts(): Script[] {
  return readdirSync(FOLDER).flatMap((file) => {
    const sections = readFileSync(new URL(file, FOLDER), "utf8").split(/^# /m).slice(1);
    return sections.map((section) => scriptOf(file.replace(".txt", ""), section));
  });
}

function scriptOf(group: string, section: string): Script {
  const [title = "", ...lines] = section.split("\n").filter((line) => line !== "");
  // The tag chooses the slot: scripts run all over a cluster.
  return { group, title, steps: lines.map((line) => stepOf(line, `${group}:${title.length}`)) };
}

function stepOf(line: string, tag: string): Step {
  const [, client = "a", notes = "", command = ""] = LINE.exec(line)!;
  const words = notes.split(" ");
  const count = words.find((word) => /^\d+$/.test(word));
  const likeness = words.find(isLikeness) ?? "same";
  const differs = words.flatMap(differenceOf);
  return {
    text: command,
    client,
    bytes: bytesOf(command, tag),
    replies: Number(count ?? 1),
    likeness,
    differs,
  };
}

function differenceOf(word: string): Difference[] {
  const mark = MARK.exec(word);
  if (mark === null) return [];
  const [, sign, reason = "", at] = mark;
  const places: readonly Place[] = at === undefined ? ["server", "cluster"] : [at as Place];
  return [{ reason, at: places, always: sign === "!" }];
}

function bytesOf(command: string, tag: string): Buffer {
  if (command === "") return Buffer.alloc(0);
  const words = wordsOf(command, tag);
  return command.startsWith("raw ") ? Buffer.concat(words.slice(1)) : commandBytes(words);
}
