import calculateSlot from "cluster-key-slot";
import type { Node } from "./address.ts";

/** The node that takes `key`. */
export function ownerOf<N extends Node>(nodes: readonly N[], key: string): N {
  const slot = calculateSlot(key);
  return nodes.find(({ slots }) => slots.some(([first, last]) => first <= slot && slot <= last))!;
}
