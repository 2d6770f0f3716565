import { Call, type CommandSpec, Flag, plainSpec } from "fairlead/internal";
import { DecodeMode, encodeReply, Push, type Reply, type ServerReply } from "fairlead-resp";
import { Refusal } from "./error-text.ts";
import { OwnConnection } from "./own-connection.ts";
import type { Lane } from "./upstream.ts";

const CLIENT_TRACKING = plainSpec("CLIENT TRACKING");
const FLUSHED: Buffer = encodeReply(new Push(["invalidate", null]), 3);

/** What a client has asked for with `CLIENT TRACKING ON`. */
export interface TrackingRequest {
  readonly args: readonly Buffer[];
  readonly optIn: boolean;
}

/**
 * Reads the arguments behind `CLIENT TRACKING`; undefined for `OFF`.
 * @throws {Refusal}
 */
export function trackingRequest(args: readonly Buffer[], protocol: 2 | 3): TrackingRequest | undefined {
  const words = args.map((arg) => arg.toString("latin1").toUpperCase());
  if (words[0] === "OFF" && words.length === 1) return undefined;
  if (words[0] !== "ON") throw new Refusal("ERR syntax error");
  if (words.includes("REDIRECT")) {
    throw new Refusal("ERR proxy: CLIENT TRACKING with REDIRECT is not possible here: use RESP3");
  }
  if (protocol === 2) {
    throw new Refusal(
      "ERR proxy: CLIENT TRACKING tells of changes by pushes, which RESP2 does not have: use HELLO 3",
    );
  }
  return { args, optIn: words.includes("OPTIN") };
}

/** Connections of one session alone, on which the servers remember what it has read, and tell when that changes. */
export class SessionTracking {
  readonly lane: Lane;
  readonly optIn: boolean;
  private readonly request: TrackingRequest;
  private readonly tell: (bytes: Buffer) => void;
  private readonly standing = new Set<string>();

  private constructor(lane: Lane, request: TrackingRequest, tell: (bytes: Buffer) => void) {
    this.optIn = request.optIn;
    this.request = request;
    this.tell = tell;
    // What was read over a connection that is gone is watched no more.
    const flushed = (): void => tell(FLUSHED);
    this.lane = lane.beside([{ spec: CLIENT_TRACKING, args: request.args, optional: false }], {
      pushed: (_, items) => tell(encodeReply(new Push(items as ServerReply[]), 3)),
      connected: (node) => {
        if (this.standing.has(node)) flushed();
        this.standing.add(node);
      },
      disconnected: (node) => {
        if (this.standing.delete(node)) flushed();
      },
      asked: flushed,
    });
  }

  /**
   * Begins, once a server has taken the request.
   * @throws the server's refusal.
   */
  static async begin(
    lane: Lane,
    request: TrackingRequest,
    deadline: number,
    tell: (bytes: Buffer) => void,
  ): Promise<SessionTracking> {
    const trial = new OwnConnection(() => undefined);
    try {
      trial.acquire(lane, -1, deadline);
      const call = new Call(CLIENT_TRACKING, request.args, DecodeMode.PLAIN, deadline, false);
      const reply: Promise<unknown> = call.promise();
      trial.send(call);
      await (reply as Promise<Reply>);
    } finally {
      trial.discard();
    }
    return new SessionTracking(lane, request, tell);
  }

  /** The same in another lane, once this one has ended: what was read before is watched no more. */
  anew(lane: Lane): SessionTracking {
    this.tell(FLUSHED);
    return new SessionTracking(lane, this.request, this.tell);
  }

  end(): void {
    this.lane.end();
  }
}

const trackedSpecs = new WeakMap<CommandSpec, CommandSpec>();

/** The same command, and the server is to remember what it reads. */
export function tracked(spec: CommandSpec): CommandSpec {
  let found = trackedSpecs.get(spec);
  if (found === undefined) {
    found = { ...spec, flags: spec.flags | Flag.TRACKED };
    trackedSpecs.set(spec, found);
  }
  return found;
}
