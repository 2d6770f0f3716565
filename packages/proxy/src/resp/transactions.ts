import { Call, type CommandSpec, plainSpec } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import { Burst, flagsOf } from "./burst.ts";
import { Collected } from "./collected.ts";
import type { Context } from "./context.ts";
import { errorBytes } from "./error-text.ts";
import type { Exchange } from "./exchange.ts";
import { narrower } from "./slots.ts";
import { nullArray, OK } from "./wire.ts";

const EXEC = plainSpec("EXEC");
const NO_ARGS: readonly never[] = [];
const EMPTY_ARRAY: Buffer = Buffer.from("*0\r\n");
const ABORTED = "EXECABORT Transaction discarded because of previous errors.";

/** What transactions need of their session. */
interface TransactionHost {
  readonly context: Context;
  readonly maxTransactionBytes: number;
  /** Has something done at the end of the turn. */
  soon(target: { flush(): void }): void;
  deadline(): number;
  dispatch(call: Call): void;
}

/** Transactions of sessions that watch no key: collected here, and sent in one piece. */
export class Transactions {
  private readonly host: TransactionHost;

  constructor(host: TransactionHost) {
    this.host = host;
  }

  begin(multi: Exchange): void {
    const collected = new Collected(multi);
    this.host.context.collected = collected;
    this.host.soon(collected);
  }

  queue(collected: Collected, exchange: Exchange): void {
    const { maxTransactionBytes } = this.host;
    if (collected.bytes + exchange.to - exchange.from > maxTransactionBytes) {
      collected.refuse(exchange, `ERR proxy: the transaction has more than ${maxTransactionBytes} bytes`);
      return;
    }
    collected.slot = narrower(collected.slot, exchange.group);
    if (collected.confirmed) this.host.soon(collected);
    collected.add(exchange);
  }

  /** Sends everything. Its reply is that of `exec`. */
  run(collected: Collected, exec: Exchange): void {
    this.host.context.forgetTransaction();
    collected.sent = true;
    exec.commands = collected.commands;
    const burst = new Burst(collected);
    const spec: CommandSpec = { ...EXEC, flags: flagsOf(collected.commands) };
    const call = new Call(spec, NO_ARGS, DecodeMode.RAW, this.host.deadline(), false, exec);
    call.bundle = burst;
    call.passage = exec;
    call.slot = exec.group = collected.slot;
    exec.herald = () => collected.confirm(burst.texts);
    this.host.dispatch(call);
  }

  /** Ends what was collected without running it. */
  end(collected: Collected, exchange: Exchange): void {
    const { context } = this.host;
    const { watchLost, protocol } = context;
    exchange.idle = true;
    context.forgetTransaction();
    collected.confirm();
    if (exchange.row.name === "DISCARD") exchange.reply(OK);
    else if (collected.refusal !== undefined) exchange.reply(errorBytes(ABORTED), "refused");
    else exchange.reply(watchLost ? nullArray(protocol) : EMPTY_ARRAY);
  }
}
