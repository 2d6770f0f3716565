import { setTimeout as sleep } from "node:timers/promises";
import { pick, wholeNumber } from "../random.ts";
import type { Fault } from "./fault.ts";

const LASTS_MS = 2_500;
const EVERY_MS = 100;
const MOST_BYTES = 2_000;

export const cutRandom: Fault = {
  name: "cut-random",
  about: "connections cut in the middle of what they carry, at random bytes, ten times a second",
  wired: true,
  async inject({ cluster, random }) {
    const struckAtMs = performance.now();
    while (performance.now() - struckAtMs < LASTS_MS) {
      const wire = pick(random, cluster.nodes).wire!;
      wire.cutAfter(wholeNumber(random, 0, MOST_BYTES), random() < 0.5 ? "toServer" : "toClient");
      await sleep(EVERY_MS);
    }
    for (const node of cluster.nodes) await node.wire?.restore();
    return { struckAtMs };
  },
};
