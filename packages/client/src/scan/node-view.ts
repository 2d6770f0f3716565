import { SLOT_COUNT } from "../route.ts";
import { SlotSet } from "./slot-set.ts";

/** What a node says of itself at one moment. */
export interface NodeView {
  /** Changes when another process, or other data, stands behind the same address: a cursor is worth nothing then. */
  readonly identity: string;
  readonly epoch: number;
  /** Every slot it owns. */
  readonly owned: SlotSet;
  /** Slots it owns and that are on their way neither in nor out: their keys are all here. */
  readonly settled: SlotSet;
}

/** A server outside a cluster: every slot is its own. */
export function serverView(info: string): NodeView {
  const all = SlotSet.range(0, SLOT_COUNT - 1);
  return { identity: identityOf(info), epoch: 0, owned: all, settled: all };
}

/**
 * The view of the node that answered CLUSTER NODES, from its own line there; a replica owns nothing.
 * https://valkey.io/commands/cluster-nodes/
 */
export function clusterView(nodes: string, info: string): NodeView {
  const line = nodes.split("\n").find((text) => text.split(" ")[2]?.split(",").includes("myself")) ?? "";
  const [id = "", , , , , , epoch, , ...parts] = line.trim().split(" ");
  const owned = new SlotSet();
  const moving: number[] = [];
  for (const part of parts) {
    const mark = /^\[(\d+)-/.exec(part);
    if (mark !== null) {
      moving.push(Number(mark[1]));
      continue;
    }
    const [from, to = from] = part.split("-").map(Number);
    if (from !== undefined && to !== undefined) owned.addRange(from, to);
  }
  const settled = owned.or(new SlotSet());
  for (const slot of moving) settled.remove(slot);
  return { identity: `${id}/${identityOf(info)}`, epoch: Number(epoch), owned, settled };
}

/** The process, and the history of its data: the latter changes with each promotion and each copy from a new primary. */
function identityOf(info: string): string {
  const field = (name: string): string => new RegExp(`^${name}:(\\w+)`, "m").exec(info)?.[1] ?? "";
  return `${field("run_id")}/${field("master_replid")}`;
}
