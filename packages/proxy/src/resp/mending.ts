import { ReplyError } from "fairlead";
import type { Context } from "./context.ts";
import type { Exchange } from "./exchange.ts";
import { remedyFor } from "./remedy.ts";
import { nullArray, OK, QUEUED } from "./wire.ts";

/** The slot is not on its way to another node: it is there. */
const ELSEWHERE: ReadonlySet<string> = new Set(["MOVED", "READONLY"]);

/** What mending needs of its session. */
interface MendingHost {
  readonly context: Context;
  /** The session's own connection is not where its slot is. */
  misplaced(): void;
  /** Sends a request past the session's own connection. */
  resend(exchange: Exchange): void;
}

/** Makes up for a session's own connection being at a node that does not serve its slot any more. */
export class Mending {
  private readonly host: MendingHost;

  constructor(host: MendingHost) {
    this.host = host;
  }

  /** `false` if the error is the reply. */
  mends(exchange: Exchange, error: Error): boolean {
    const { context } = this.host;
    const remedy = remedyFor(exchange, error, context.watchLost);
    if (remedy === undefined) return false;
    if (error instanceof ReplyError && ELSEWHERE.has(error.code)) this.host.misplaced();
    if (exchange.watched) context.watchLost = true;
    switch (remedy) {
      case "elsewhere":
        this.follow(exchange, error);
        break;
      case "queued":
        exchange.reply(QUEUED);
        break;
      case "watched":
        exchange.reply(OK, "refused");
        break;
      case "not-run":
        exchange.idle = true;
        exchange.reply(nullArray(context.protocol));
    }
    return true;
  }

  private follow(exchange: Exchange, error: Error): void {
    exchange.pinned = false;
    const again = (overtaken: boolean): void => {
      if (overtaken) exchange.reject(0, error);
      else this.host.resend(exchange);
    };
    if (exchange.stray(again)) this.host.resend(exchange);
  }
}
