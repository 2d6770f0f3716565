import { commandOf } from "./commands.ts";
import { judge } from "./judge.ts";
import { isMessageId } from "./message-id.ts";
import type { Request } from "./request.ts";
import { bytesOf } from "./texts.ts";

/** Where a session is: in a group, at an article. Numbers differ between providers. */
export interface Place {
  /** The provider's name. */
  readonly provider: string;
  readonly group: string;
  /** The current article; `undefined` if there is none. */
  readonly number: string | undefined;
}

/**
 * Where a session is after a reply (RFC 3977, 6.1.1). What fails changes nothing, and no message-id does.
 *
 * @param place Where it was before; `undefined`: in no group.
 * @param text The reply's status line.
 */
export function advance(
  place: Place | undefined,
  provider: string,
  request: Request,
  status: number,
  text: string,
): Place | undefined {
  const [, first, low] = text.split(" ");
  if (status === 211 && SELECTORS.has(request.verb)) {
    const group = request.args[0] ?? place?.group;
    if (group === undefined) return place;
    return { provider, group, number: Number(first) > 0 ? numberOf(low) : undefined };
  }
  if (place === undefined || status < 220 || status > 223 || !moves(request)) return place;
  const number = numberOf(first);
  return number === undefined ? place : { ...place, number };
}

/** Whether a reply of one of 220 to 223 says which article is the current one. */
function moves({ verb, args }: Request): boolean {
  const [target = ""] = args;
  return MOVERS.has(verb) && !isMessageId(target);
}

const SELECTORS: ReadonlySet<string> = new Set(["GROUP", "LISTGROUP"]);
const MOVERS: ReadonlySet<string> = new Set("ARTICLE HEAD BODY STAT NEXT LAST".split(" "));

function numberOf(word: string | undefined): string | undefined {
  return word !== undefined && /^[1-9]\d{0,15}$/.test(word) ? word : undefined;
}

/** Whether a request is about the current article. */
export function needsArticle({ verb, args }: Request): boolean {
  if (verb === "NEXT" || verb === "LAST") return true;
  const command = commandOf(verb);
  return command?.treatment === "read" && args[command.target] === undefined;
}

/** A command that brings a fresh connection nearer to a place. */
export interface ReplayStep {
  readonly command: "GROUP" | "STAT";
  readonly bytes: Buffer;
}

/** What brings a fresh connection of the place's provider there. All can be sent at once. */
export function replay({ group, number }: Place): ReplayStep[] {
  const steps: ReplayStep[] = [{ command: "GROUP", bytes: bytesOf(`GROUP ${group}`) }];
  if (number !== undefined) steps.push({ command: "STAT", bytes: bytesOf(`STAT ${number}`) });
  return steps;
}

/**
 * What a reply to a step of a replay means:
 *
 * - `there`: go on;
 * - `no-article`: the group is there, its current article is not any more. Requests that need it ({@link needsArticle}) get
 *   `TEXTS.articleLost`, the others go on;
 * - `lost`: the group is gone from this provider: the request gets `TEXTS.groupLost`, and the session is in no group;
 * - `unavailable`: so is this connection: try with another one of the same provider. If there is none, it is as `lost`.
 */
export type Replayed = "there" | "no-article" | "lost" | "unavailable";

/** Judges the reply to a step of a replay. */
export function replayed({ command }: ReplayStep, status: number): Replayed {
  if (status === (command === "GROUP" ? 211 : 223)) return "there";
  if (judge(command, status, false) === "unavailable") return "unavailable";
  return command === "GROUP" ? "lost" : "no-article";
}
