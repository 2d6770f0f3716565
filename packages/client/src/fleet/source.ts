import type { ErrorReply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { Established } from "../connection/establish.ts";
import type { Step } from "../connection/handshake.ts";
import type { Topology } from "../topology.ts";
import type { Node } from "./node.ts";

/** What a server's refusal means for the call. In all but `final` the server did not run the command. */
export type Verdict =
  /** The slot lives elsewhere now. `address` is `undefined` where the server doesn't know either. */
  | { readonly kind: "moved"; readonly slot: number; readonly address: Address | undefined }
  /** This once, the command is to be sent to a node that is taking the slot over. */
  | { readonly kind: "ask"; readonly slot: number; readonly address: Address }
  /** It may do later; `refresh` if the topology is in doubt, `reconnect` if the connection leads to the wrong server. */
  | { readonly kind: "later"; readonly refresh: boolean; readonly reconnect?: boolean }
  /** It is the caller's; the rest as above. */
  | { readonly kind: "final"; readonly refresh?: boolean; readonly reconnect?: boolean };

/** Whether a script passed the error on, which may have done something before. Redis 7 and Valkey mark those. */
export function isFromScript(message: string): boolean {
  return / script: [^ ]+, on [^ ]+\.?$/.test(message);
}

/** What a look at the topology found. */
export interface Found {
  readonly topology: Topology;
  /** The connection it was found over, where that is one that no link has yet. */
  readonly over?: Established & { readonly address: Address };
}

/** What one kind of deployment (a cluster, a single server, a Sentinel's) does in its own way. */
export interface Source {
  /** Whether keys belong to slots, and slots to nodes. Otherwise the first shard has everything. */
  readonly hasSlots: boolean;
  /** What a connection that reads from a replica needs; `undefined` if any connection will do. */
  readonly readSetup: readonly Step[] | undefined;
  /** Asks what the nodes are now; `undefined` if nobody answers, or nothing can have changed. */
  look(known: readonly Node[], signal: AbortSignal): Promise<Found | undefined>;
  /** Judges an error reply to a command for `slot` (-1: any) by the server at `from`. */
  judge(reply: ErrorReply, slot: number, from: Address): Verdict;
  /** Begins to say `changed` when another look is likely to find something new. */
  listen?(changed: () => void): void;
  /** Ends what it has opened. */
  close?(): void;
}

/** The source of a fleet that is told the topology by another one, and asks it to look again in place of looking. */
export function followingSource(source: Source, readSetup: Source["readSetup"], suspect: () => void): Source {
  return {
    hasSlots: source.hasSlots,
    readSetup,
    judge: (reply, slot, from) => source.judge(reply, slot, from),
    look: () => {
      suspect();
      return Promise.resolve(undefined);
    },
  };
}
