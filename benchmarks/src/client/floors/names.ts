import type { Drive } from "../../phase.ts";
import type { Shape } from "../loads/mixed.ts";
import type { Target } from "../target.ts";
import { promiseFloor } from "./promise-floor.ts";
import { scanFloor } from "./scan-floor.ts";

/** What no client can be cheaper than. They know one connection only, so they stay out of clusters. */
const OPENERS: Readonly<Record<string, (target: Target, shape: Shape) => Promise<Drive>>> = {
  "floor-scan": scanFloor,
  "floor-promise": promiseFloor,
};

export const FLOORS: readonly string[] = Object.keys(OPENERS);

/** `undefined` if there is no such floor. */
export function openFloor(name: string, target: Target, shape: Shape): Promise<Drive> | undefined {
  return OPENERS[name]?.(target, shape);
}
