import type { Call } from "fairlead/internal";
import { Exchange } from "./exchange.ts";
import type { LaneMirror } from "./upstream.ts";

/** What the mirror sees of a session's own connection: transactions as a whole, and nothing of watches. */
export class OwnMirror {
  private readonly mirror: LaneMirror;
  /** Queued since `MULTI`. */
  private queued: Exchange[] | undefined = undefined;
  private queuedBytes = 0;

  constructor(mirror: LaneMirror) {
    this.mirror = mirror;
  }

  /** A call is on its way: gives the one to send in its place. */
  sent(call: Call): Call {
    const { queued } = this;
    const exchange = call.passage;
    if (!(exchange instanceof Exchange)) return call;
    switch (exchange.row.name) {
      case "MULTI":
        this.queued = [];
        this.queuedBytes = 0;
        return call;
      case "EXEC":
      case "DISCARD":
        this.queued = undefined;
        return queued === undefined || exchange.row.name === "DISCARD"
          ? call
          : this.mirror.ending(call, queued);
      case "WATCH":
      case "UNWATCH":
        return call;
    }
    if (queued === undefined) return this.mirror.sent(call);
    // With the first one that is too much the rest is not needed: all of it will be dropped.
    if (this.queuedBytes <= this.mirror.maxBytes) queued.push(exchange);
    this.queuedBytes += exchange.to - exchange.from;
    return call;
  }
}
