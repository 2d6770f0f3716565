import type { Command } from "../commands/command.ts";
import { keyPositions } from "../commands/keys.ts";
import type { OneRoute } from "../route.ts";
import { slotOf } from "../routes/slot.ts";

/** The slot that a session's own connection is to serve: that of its route, else of the first key; -1 for any. */
export function homeOf(commands: readonly Pick<Command, "spec" | "args">[], route?: OneRoute): number {
  if (route?.kind === "slotKey") return slotOf(route.key);
  for (const command of commands) {
    const [first] = keyPositions(command);
    if (first !== undefined) return slotOf(command.args[first]!);
  }
  return -1;
}
