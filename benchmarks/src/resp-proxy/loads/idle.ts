import { setTimeout as sleep } from "node:timers/promises";
import { treeKiB } from "../../proc/tree.ts";
import type { Figures, Pace } from "../../suite.ts";
import { checkReplies } from "../check-replies.ts";
import type { Target } from "../target.ts";

const SESSIONS = 5_000;
/** Opened at once: fewer than a listener's backlog. */
const BATCH = 100;

/** Sessions that have done a few commands and then wait: what they add to what the process has resident. */
export async function idle(target: Target, { patienceMs }: Pace): Promise<Figures> {
  const { proxyPid, serverPids } = target;
  const pid = proxyPid ?? serverPids[0]!;
  const limitMs = patienceMs / 3;
  const beforeKiB = await settledKiB(pid, limitMs);
  for (let opened = 0; opened < SESSIONS; opened += BATCH)
    await Promise.all(Array.from({ length: BATCH }, () => checkReplies(target)));
  const growthKiB = (await settledKiB(pid, limitMs)) - beforeKiB;
  return { bytesPerSession: (growthKiB * 1024) / SESSIONS };
}

const LOOK_EVERY_MS = 250;
const QUIET_LOOKS = 20;

/** What is resident once it has hardly changed for 5 s, so that garbage is gone; at the latest after `limitMs`. */
async function settledKiB(pid: number, limitMs: number): Promise<number> {
  const deadline = performance.now() + limitMs;
  let settled = treeKiB(pid, "VmRSS");
  for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < deadline; quiet++) {
    await sleep(LOOK_EVERY_MS);
    const now = treeKiB(pid, "VmRSS");
    if (Math.abs(now - settled) < settled / 100) continue;
    settled = now;
    quiet = 0;
  }
  return settled;
}
