import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode } from "fairlead-harness";
import type { Fault } from "./fault.ts";

const TIMES = 3;
const BETWEEN_MS = 300;

export const clientKillAll: Fault = {
  name: "client-kill-all",
  about: "every client's connection on every node killed by the server, three times over",
  async inject({ cluster }) {
    const struckAtMs = performance.now();
    for (let time = 0; time < TIMES; time++) {
      await Promise.all(cluster.nodes.map(killClients));
      await sleep(BETWEEN_MS);
    }
    return { struckAtMs };
  },
};

/** Kills all but the connections that watch: monitors, and the harness's own. */
export async function killClients(node: ClusterNode): Promise<void> {
  const own = String(await node.command("CLIENT", "ID"));
  const list = String(await node.command("CLIENT", "LIST", "TYPE", "NORMAL"));
  const ids = list
    .split("\n")
    .filter((line) => line !== "" && !/ flags=O/.test(line))
    .map((line) => /^id=(\d+)/.exec(line)?.[1] ?? "")
    .filter((id) => id !== "" && id !== own);
  // One may have gone by itself: the server then says that there is no such client.
  await Promise.allSettled(ids.map((id) => node.command("CLIENT", "KILL", "ID", id)));
}
