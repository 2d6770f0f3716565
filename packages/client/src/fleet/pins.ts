import type { Route } from "../route.ts";

/** Refusals of a node that is not the place for the command: a call pinned to the node ends with them. */
export function isAboutPlace(code: string): boolean {
  return code === "MOVED" || code === "ASK" || code === "READONLY";
}

export function isToReplica(route: Route | undefined): boolean {
  return route !== undefined && "role" in route && route.role === "replica";
}
