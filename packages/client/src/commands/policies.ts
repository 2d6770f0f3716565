import type { CommandSpec } from "./command.ts";

/**
 * Whether the replies of a call that goes whole to many nodes become one. The types of the methods follow it too.
 *
 * A command that is split by slot gives each node's own reply if a route sends it whole: there is nothing to put together
 * again, and a sum would count a key once for each replica.
 */
export function isCombined({ request, response }: Pick<CommandSpec, "request" | "response">): boolean {
  if (request === "multi_shard") return false;
  if (response !== undefined) return response !== "special";
  return request === "all_shards" || request === "all_nodes";
}

/** Whether a command goes to many nodes by itself. One whose replies only make sense side by side stays one node's. */
export function isForAll(spec: Pick<CommandSpec, "request" | "response">): boolean {
  return (spec.request === "all_shards" || spec.request === "all_nodes") && isCombined(spec);
}
