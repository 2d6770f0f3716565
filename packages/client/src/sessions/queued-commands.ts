import type { Command } from "../commands/command.ts";
import { Bundle } from "../connection/bundle.ts";
import type { Call } from "../connection/call.ts";
import { formOf, modeOf } from "../connection/mode.ts";
import { endsTransaction } from "./effects.ts";

/** Of a call, what goes on the wire and how its reply is read. */
export type Sent = Pick<Call, "spec" | "args" | "mode">;

/** The commands of the open transaction, whose replies come with EXEC's. */
export class QueuedCommands {
  private commands: Command[] = [];

  clear(): void {
    this.commands = [];
  }

  /** What a call is inside the transaction: queued, or its end; and how its reply is to come. */
  take({ spec, args, mode }: Sent): Sent {
    if (endsTransaction(spec.name)) {
      const bundle = new Bundle(this.commands);
      this.clear();
      if (spec.name !== "EXEC") return { spec, args, mode };
      return { spec: { ...spec, decode: bundle.spec.decode }, args, mode: modeOf({ reply: bundle.reply }) };
    }
    this.commands.push({ spec, args, options: { reply: formOf(mode) } });
    return { spec: { ...spec, decode: undefined }, args, mode };
  }
}
