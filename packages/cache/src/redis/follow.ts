import { serverCode } from "./failure.ts";
import type { Check, ForeignClient, NodeAddress } from "./foreign-client.ts";
import { pause } from "./pause.ts";
import type { Ear } from "./redis-like.ts";
import { within } from "./within.ts";

/** How often a subscriber that hears nothing is checked, and how long it may take to connect or to answer, ms. */
const CHECK_MS = 5_000;
const LIMIT_MS = 3_000;
const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 2_000;

const MOVED = /^MOVED \d+ (.*):(\d+)$/;

/** Where the server that said so sends us; `undefined` if it said something else. Pure. */
export function movedTo(error: Error): NodeAddress | undefined {
  const match = MOVED.exec(error.message);
  return match === null || match[1] === "" ? undefined : { host: match[1]!, port: Number(match[2]) };
}

/**
 * Keeps a channel subscribed, wherever it goes, until aborted. `missed` is called whenever it stands (again), and whenever a server
 * refuses it to us: others may well be told of what we don't hear.
 */
export async function follow(
  client: ForeignClient,
  channel: string,
  sharded: boolean,
  ear: Ear,
  signal: AbortSignal,
): Promise<void> {
  let at: NodeAddress | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const outcome = await once(client, channel, sharded, at, ear, signal);
    const target = outcome === undefined ? undefined : movedTo(outcome);
    if (outcome === undefined) pauseMs = FIRST_PAUSE_MS;
    // A redirection is followed at once, but not round in circles.
    if (target !== undefined && at === undefined) {
      at = target;
      continue;
    }
    at = undefined;
    if (outcome !== undefined && serverCode(outcome) === "NOPERM") ear.missed();
    await pause(pauseMs, signal);
    pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS);
  }
}

/** Subscribes, and resolves when that is over: with why it never was, if so. */
async function once(
  client: ForeignClient,
  channel: string,
  sharded: boolean,
  at: NodeAddress | undefined,
  ear: Ear,
  signal: AbortSignal,
): Promise<Error | undefined> {
  const over = new AbortController();
  const end = (): void => over.abort();
  signal.addEventListener("abort", end, { once: true });
  const hear = (text: string): void => {
    if (!over.signal.aborted) ear.hear(text);
  };
  try {
    const opening = client.subscribe(channel, sharded, at, { hear, lost: end }, over.signal);
    const check = await within(opening, LIMIT_MS);
    if (check instanceof Error) return check;
    if (!over.signal.aborted) ear.missed();
    await watch(check, over.signal);
    return undefined;
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}

/** Until it is lost: `signal` says so, or a check does. */
async function watch(check: Check, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(CHECK_MS, signal);
    if (signal.aborted) return;
    const answer = await within(check(), LIMIT_MS);
    if (answer instanceof Error) return;
  }
}
