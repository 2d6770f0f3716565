import { setTimeout as sleep } from "node:timers/promises";
import { treeKiB } from "../../proc/tree.ts";
import type { Figures } from "../../suite.ts";
import { checkReplies } from "../check-replies.ts";
import type { Target } from "../target.ts";

const SESSIONS = 5_000;
/** Opened at once: fewer than a listener's backlog. */
const BATCH = 100;

const LOOK_EVERY_MS = 250;
const SETTLED_BY_MS = 45_000;

/** Sessions that have done a few commands and then wait: what they add to what the proxy has resident. */
export async function idle(target: Target): Promise<Figures> {
  const beforeKiB = await settledKiB(target);
  for (let opened = 0; opened < SESSIONS; opened += BATCH)
    await Promise.all(Array.from({ length: BATCH }, () => checkReplies(target)));
  const growthKiB = (await settledKiB(target)) - beforeKiB;
  return { bytesPerSession: (growthKiB * 1024) / SESSIONS };
}

/** What is resident once it has hardly changed for so long that no garbage is left. */
async function settledKiB({ proxyPid, quietMs }: Target): Promise<number> {
  const look = () => treeKiB(proxyPid!, "VmRSS");
  const begin = performance.now();
  let settledKiB = look();
  for (let since = begin; performance.now() < Math.min(since + quietMs, begin + SETTLED_BY_MS); ) {
    await sleep(LOOK_EVERY_MS);
    const nowKiB = look();
    if (Math.abs(nowKiB - settledKiB) < settledKiB / 100) continue;
    settledKiB = nowKiB;
    since = performance.now();
  }
  return settledKiB;
}
