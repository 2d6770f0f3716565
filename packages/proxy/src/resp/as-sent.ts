import type { CommandSpec } from "fairlead/internal";
import { ErrorReply, type Reply, type ServerReply, Simple } from "fairlead-resp";

/** A decoded reply as the server would have sent it: of what all nodes have confirmed, a status. */
export function asSent({ name, response }: CommandSpec, value: Reply): ServerReply {
  const status = response === "all_succeeded" && !name.endsWith(" LOAD");
  if (status && (Buffer.isBuffer(value) || typeof value === "string")) return new Simple(String(value));
  return value instanceof ErrorReply ? value : (value as ServerReply);
}
