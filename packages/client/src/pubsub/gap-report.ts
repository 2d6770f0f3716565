import { publishPubSubGap } from "../diagnostics/publish.ts";
import type { SubscriberNode } from "./subscriber-node.ts";
import type { Topic } from "./topic.ts";

/** Publishes that topics about to be confirmed had lost their subscription. Those of one command are of one kind. */
export function reportGap(confirmed: readonly Topic<SubscriberNode>[], now: number): void {
  const lost = confirmed.filter((topic) => topic.lost !== undefined);
  const [first] = lost;
  if (first?.last === undefined || first.place.kind !== "asked") return;
  const reason = first.lost === "moved" ? "moved" : "reconnected";
  publishPubSubGap(first.kind, lost.length, first.place.node.link.name, now - first.last.at, reason);
}
