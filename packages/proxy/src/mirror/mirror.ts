import { type Bundled, Call, type CommandSpec, Flag, plainSpec } from "fairlead/internal";
import { DecodeMode, type ErrorReply } from "fairlead-resp";
import type { MirrorConfig } from "../config/config.ts";
import { Burst, encodeTransaction, flagsOf } from "../resp/burst.ts";
import { Refusal } from "../resp/error-text.ts";
import { Exchange } from "../resp/exchange.ts";
import { argsOf } from "../resp/keys.ts";
import type { Lane, Upstream } from "../resp/upstream.ts";
import { comparingOf, loosest } from "./comparable.ts";
import { Comparison } from "./comparison.ts";
import { Echo } from "./echo.ts";
import type { MirrorStats } from "./mirror-stats.ts";
import { Witness } from "./witness.ts";

/** What the mirror may be behind by, in requests and their bytes: more is dropped. */
const MAX_PENDING = 4_096;
export const MAX_PENDING_BYTES: number = 16 * 1024 * 1024;

const NO_ARGS: readonly never[] = [];
const EXEC = plainSpec("EXEC");

/** Where a session's requests are mirrored to. */
export interface MirrorLane {
  readonly protocol: 2 | 3;
  /** The mirror's lane. */
  readonly second: Lane;
}

/** Sends a share of a listener's requests to a second backend as well. Nothing that comes of it reaches a client. */
export class Mirror {
  readonly stats: MirrorStats;
  readonly upstream: Upstream;
  private readonly config: MirrorConfig;
  private readonly random: () => number;
  private pendingBytes = 0;

  /** `stats`: counts on from there. `random`: gives a number in [0, 1). */
  constructor(
    config: MirrorConfig,
    upstream: Upstream,
    stats: MirrorStats,
    random: () => number = Math.random,
  ) {
    this.stats = stats;
    this.config = config;
    this.upstream = upstream;
    this.random = random;
  }

  /** Whether writes are mirrored, of which none may be missed for its size. */
  get hasWrites(): boolean {
    return this.config.writes > 0;
  }

  /** A call is on its way: gives the one to send in its place. */
  sent(call: Call, lane: MirrorLane): Call {
    if (!isMirrored(call) || !this.isChosen(call.spec.flags)) return call;
    const commands = call.bundle instanceof Burst ? call.bundle.commands : undefined;
    const comparison = this.compared(call.spec.name, commands);
    if (!this.send(call, commands, lane, comparison) || comparison === undefined) return call;
    return witnessed(call, new Witness(call, lane.protocol, comparison));
  }

  /** `EXEC` of a transaction that a server has been told of is on its way: it is mirrored once it has run. */
  ending(exec: Call, commands: readonly Exchange[], lane: MirrorLane): Call {
    if (commands.length === 0 || !this.isChosen(flagsOf(commands))) return exec;
    const comparison = this.compared(exec.spec.name, commands);
    const witness: Witness = new Witness(exec, lane.protocol, comparison, () => {
      if (witness.isList) this.send(exec, commands, lane, comparison);
    });
    return witnessed(exec, witness);
  }

  private isChosen(flags: number): boolean {
    const { reads, writes } = this.config;
    const share = (flags & Flag.READONLY) !== 0 ? reads : writes;
    return share > 0 && (share >= 1 || this.random() < share);
  }

  private compared(command: string, commands: readonly Exchange[] | undefined): Comparison | undefined {
    if (!this.config.compare) return undefined;
    const names = commands?.map(({ row }) => row.name) ?? [command];
    return new Comparison(command, loosest(names.map(comparingOf)), this.stats);
  }

  /** `false` if the mirror is too far behind. */
  private send(
    call: Call,
    commands: readonly Exchange[] | undefined,
    lane: MirrorLane,
    comparison: Comparison | undefined,
  ): boolean {
    const { stats } = this;
    const bytes = sizeOf(call, commands);
    if (stats.pending >= MAX_PENDING || this.pendingBytes + bytes > MAX_PENDING_BYTES) {
      stats.dropped++;
      return false;
    }
    stats.sent++;
    stats.pending++;
    this.pendingBytes += bytes;
    const echo = new Echo(call.passage, call.spec, lane.protocol, stats, comparison, () => {
      stats.pending--;
      this.pendingBytes -= bytes;
    });
    lane.second.dispatcher.dispatch(
      commands === undefined ? this.copyOf(call, echo) : this.transaction(call, commands, echo),
    );
    return true;
  }

  /** The same request for the mirror, which has slots of its own, or none. */
  private copyOf({ spec, args, mode, deadline, passage }: Call, echo: Echo): Call {
    if (!(passage instanceof Exchange)) return new Call(spec, args, mode, deadline, false, echo);
    const slots = this.upstream.slots.of(passage);
    if (slots.length > 1 && spec.request === "multi_shard") {
      const asValues = DecodeMode.BYTES | DecodeMode.PLAIN;
      return new Call(undecoded(spec), argsOf(passage), asValues, deadline, false, echo);
    }
    const copy = new Call(spec, NO_ARGS, DecodeMode.RAW, deadline, false, echo);
    copy.passage = echo;
    copy.slot = slots[0] ?? -1;
    return copy;
  }

  private transaction({ deadline }: Call, commands: readonly Exchange[], echo: Echo): Call {
    const spec = { ...EXEC, flags: flagsOf(commands) };
    const copy = new Call(spec, NO_ARGS, DecodeMode.RAW, deadline, false, echo);
    copy.bundle = new MirroredBurst(commands);
    copy.passage = echo;
    copy.slot = commands.flatMap((command) => this.upstream.slots.of(command))[0] ?? -1;
    return copy;
  }
}

/** Not what may wait at the server, subscriptions, orders to servers, or questions of the proxy's own. */
function isMirrored({ blocking, idempotent, options, spec }: Call): boolean {
  return !blocking && !idempotent && options === undefined && (spec.flags & (Flag.PUBSUB | Flag.ADMIN)) === 0;
}

/** The same call, its reply seen on its way. */
function witnessed(call: Call, witness: Witness): Call {
  const { spec, args, mode, deadline, idempotent } = call;
  const seen = new Call(spec, args, mode, deadline, idempotent, witness);
  seen.slot = call.slot;
  seen.bundle = call.bundle;
  seen.order = call.order;
  if (call.passage !== undefined) seen.passage = witness;
  return seen;
}

function sizeOf({ passage, args }: Call, commands: readonly Exchange[] | undefined): number {
  if (commands !== undefined) return commands.reduce((sum, { from, to }) => sum + to - from, 0);
  if (passage !== undefined) return passage.to - passage.from;
  return args.reduce<number>((sum, arg) => sum + (typeof arg === "object" ? arg.length : 16), 0);
}

function undecoded(spec: CommandSpec): CommandSpec {
  return { ...spec, decode: undefined };
}

/** A transaction for the mirror. */
class MirroredBurst implements Bundled {
  readonly bytes: number;
  private readonly commands: readonly Exchange[];
  private first: ErrorReply | undefined = undefined;

  constructor(commands: readonly Exchange[]) {
    this.commands = commands;
    this.bytes = commands.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  encode(...to: Parameters<Bundled["encode"]>): void {
    this.first = undefined;
    encodeTransaction(this.commands, ...to);
  }

  refuse(_index: unknown, reply: ErrorReply): void {
    this.first ??= reply;
  }

  reason(reply: ErrorReply): ErrorReply {
    return reply.code === "EXECABORT" ? (this.first ?? reply) : reply;
  }

  refusal(_name: string, { message }: ErrorReply): Error {
    return new Refusal(message);
  }
}
