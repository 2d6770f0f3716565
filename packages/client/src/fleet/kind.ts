import { DecodeMode } from "fairlead-resp";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import type { Established } from "../connection/establish.ts";
import type { Settings } from "../options.ts";

const INFO = plainSpec("INFO");

/** What the server at the other end of a connection is part of: what the settings say, else what it says itself. */
export async function kindOf(
  { connection, greeting }: Established,
  settings: Settings,
): Promise<"standalone" | "sentinel" | "cluster"> {
  if (settings.mode !== "auto") return settings.mode;
  if (greeting.mode === "cluster" || greeting.mode === "sentinel") return greeting.mode;
  if (greeting.mode !== undefined) return "standalone";
  // A server without HELLO tells it in INFO. Who may not ask is given what works without: a single server.
  const deadline = settings.runtime.now() + settings.connectTimeoutMs;
  const info = new Call(INFO, ["cluster"], DecodeMode.PLAIN, deadline, true);
  const answer = info.promise();
  connection.send(info);
  const isCluster = /^cluster_enabled:1/m.test(String(await answer.catch(() => "")));
  return isCluster ? "cluster" : "standalone";
}
