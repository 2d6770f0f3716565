import { setTimeout as sleep } from "node:timers/promises";
import type { ProxyFault } from "./proxy-fault.ts";

const ENDS_MS = 10_000;
const AFTERWARDS_MS = 500;

export const drain: ProxyFault = {
  name: "drain",
  about: "the proxy told to stop (SIGTERM), while sessions go over to another one",
  isHarmless: true,
  async inject({ crowd, replaceProxy }) {
    const { world } = crowd;
    const old = await replaceProxy();
    world.isDraining = true;
    const toldAtMs = performance.now();
    old.terminate();
    const how = await Promise.race([old.ended, sleep(ENDS_MS, "not at all", { ref: false })]);
    const took = performance.now() - toldAtMs;
    world.isDraining = false;
    if (how !== "code 0") world.violation("the proxy", `ended: ${how}`, await old.output());
    await old[Symbol.asyncDispose]();
    await sleep(AFTERWARDS_MS);
    return [{ text: "the proxy's goodbye", measured: took, limit: ENDS_MS, unit: "ms" }];
  },
};
