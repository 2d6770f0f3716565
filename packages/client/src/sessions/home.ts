import type { Address } from "../address.ts";
import type { Command } from "../commands/command.ts";
import { keyPositions } from "../commands/keys.ts";
import type { Dispatcher } from "../link/dispatcher.ts";
import type { OneRoute } from "../route.ts";
import { slotOf } from "../routes/slot.ts";

type Keyed = Pick<Command, "spec" | "args">;

/** Where a session's own connection goes: where its route says, else to the primary of {@link homeOf}. */
export function homeAddress(
  fleet: Pick<Dispatcher, "hasSlots" | "addressOf">,
  route: OneRoute | undefined,
  commands: readonly Keyed[],
): Address | undefined {
  if (route?.kind === "byAddress") return route.address;
  if (route?.kind === "slotId") return fleet.addressOf(route.slot);
  return fleet.addressOf(fleet.hasSlots ? homeOf(commands, route) : -1);
}

/** The slot that a session's own connection is to serve: that of its route, else of the first key; -1 for any. */
export function homeOf(commands: readonly Keyed[], route?: OneRoute): number {
  if (route?.kind === "slotKey") return slotOf(route.key);
  for (const command of commands) {
    const [first] = keyPositions(command);
    if (first !== undefined) return slotOf(command.args[first]!);
  }
  return -1;
}
