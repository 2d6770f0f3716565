import type { ErrorReply } from "fairlead-resp";
import type { Source, Verdict } from "../fleet/source.ts";

/** Refusals that the server takes back by itself, before having run anything. */
const PASSING: ReadonlySet<string> = new Set(["LOADING", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN"]);

/** One server behind one address. */
export class Single implements Source {
  readonly hasSlots = false;
  readonly readSetup = undefined;

  look(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  judge(reply: ErrorReply): Verdict {
    // The name led to a primary once and now to a replica: ask the name again.
    if (reply.code === "READONLY") return { kind: "later", refresh: false, reconnect: true };
    return PASSING.has(reply.code) ? { kind: "later", refresh: false } : { kind: "final" };
  }
}
