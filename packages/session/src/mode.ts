/**
 * How a session uses connections. A mode is a policy over one machine, not a machine of its own.
 *
 * - `per-command`: shares connections always. A request that needs a hold is refused.
 * - `stateful`: lives and dies with one connection, taken at its first request and kept until it quits.
 * - `hybrid`: shares connections until a request needs a hold, has one of its own while anything is held.
 */
export type SessionMode = "per-command" | "stateful" | "hybrid";
