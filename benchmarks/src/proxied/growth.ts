import { setTimeout as sleep } from "node:timers/promises";
import { treeKiB } from "../proc/tree.ts";
import type { Figures } from "../suite.ts";
import type { Costed } from "./costed.ts";

/** Opened at once: fewer than a listener's backlog. */
const BATCH = 100;

const LOOK_EVERY_MS = 250;
const SETTLED_BY_MS = 45_000;

/** What so many sessions, which `open` opens and leaves open, add to what the proxy has resident. */
export async function growthOf(
  costed: Costed,
  sessions: number,
  open: () => Promise<unknown>,
): Promise<Figures> {
  const beforeKiB = await settledKiB(costed);
  for (let opened = 0; opened < sessions; opened += BATCH) {
    await Promise.all(Array.from({ length: BATCH }, open));
  }
  const growthKiB = (await settledKiB(costed)) - beforeKiB;
  return { bytesPerSession: (growthKiB * 1024) / sessions };
}

/** What is resident once it has hardly changed for so long that no garbage is left. */
async function settledKiB({ proxyPid, quietMs }: Costed): Promise<number> {
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
