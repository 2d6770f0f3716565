import { errorBytes } from "./error-text.ts";
import type { Exchange } from "./exchange.ts";
import { OK, QUEUED } from "./wire.ts";

/** A transaction that no server knows of yet: its commands, to leave in one piece with `EXEC`. */
export class Collected {
  readonly commands: Exchange[] = [];
  /** The slot of its keys; -1 if it has none yet. */
  slot = -1;
  bytes = 0;
  /** The first thing wrong with it: then it will not be run. */
  refusal: string | undefined = undefined;
  /** It is on its way, and the server says what has become of each command. */
  sent = false;
  private readonly multi: Exchange;
  /** How many have heard that they were queued, `MULTI` first. In one go the server itself says so. */
  private told = 0;

  constructor(multi: Exchange) {
    this.multi = multi;
  }

  /** Takes a command on. */
  add(command: Exchange): void {
    command.idle = true;
    this.commands.push(command);
    this.bytes += command.to - command.from;
  }

  /** Refuses a command; the transaction will not be run. */
  refuse(command: Exchange, text: string): void {
    this.refusal ??= text;
    this.confirm();
    command.idle = true;
    command.reply(errorBytes(text), "refused");
  }

  /** Tells everybody who still waits that it was queued; with the `refusals` of a server, by index, if it has spoken. */
  confirm(refusals?: ReadonlyMap<number, string>): void {
    while (!this.confirmed) {
      const index = this.told++ - 1;
      const refusal = refusals?.get(index);
      const exchange = index === -1 ? this.multi : this.commands[index]!;
      if (refusal !== undefined) exchange.reply(errorBytes(refusal), "refused");
      else exchange.reply(index === -1 ? OK : QUEUED);
    }
  }

  /** The turn is over: the client may wait for a word before it goes on. */
  flush(): void {
    if (!this.sent) this.confirm();
  }

  /** Whether the client has been told already that everything was queued. */
  get confirmed(): boolean {
    return this.told > this.commands.length;
  }
}
