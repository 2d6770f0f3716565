import { attempt } from "../load/recorder.ts";
import { hostName } from "./entrance.ts";
import type { Fault, Field } from "./fault.ts";

const TIMEOUT_MS = 60_000;

export const replaceAll: Fault = {
  name: "replace-all",
  about:
    "every node replaced by a new one behind one host name, before the eyes of one busy and one idle client",
  enter: hostName,
  async inject(field) {
    const struckAtMs = performance.now();
    const idle = await field.connect();
    try {
      await Promise.all([field.cluster.replaceAllNodes(), redirect(field)]);
      const { outcome } = await attempt(() => idle.get("any"));
      const text = "idle clients that did not find the new nodes";
      return { struckAtMs, checks: [{ text, count: outcome.kind === "ok" ? 0 : 1 }] };
    } finally {
      await idle.close();
    }
  },
};

/** Has the name lead to a new node as soon as one has taken over, while there are old ones still. */
async function redirect({ watch, cluster, entrance }: Field): Promise<void> {
  const promotion = await watch.pulse.promotion(() => true, TIMEOUT_MS);
  const node = cluster.nodes.find(({ id }) => id === promotion.node);
  if (node !== undefined) entrance.leadTo(node.server);
}
