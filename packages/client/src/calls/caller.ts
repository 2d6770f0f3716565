import type { Arg } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";
import { blockTimeMs } from "../commands/block-time.ts";
import { type Command, type CommandSpec, Flag } from "../commands/command.ts";
import { isForAll } from "../commands/policies.ts";
import { Call, type Receiver } from "../connection/call.ts";
import { Collector, outcomesOf, partialError } from "../connection/collector.ts";
import { modeOf } from "../connection/mode.ts";
import type { Turn } from "../connection/turn.ts";
import { traceBatch, traceCommand } from "../diagnostics/command-trace.ts";
import type { CommandBatch } from "../diagnostics/events.ts";
import { DeliveryError, UsageError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { checkRoute, isManyRoute } from "../route.ts";

/** Takes calls on. */
export interface Sink {
  dispatch(call: Call): void;
  /** The caller has given up; `true` if the sink settles the call. */
  cancel?(call: Call, reason: unknown): boolean;
}

/** Makes calls of what callers ask for, and hands them on. */
export class Caller {
  /** Takes no more calls: they fail with `ERR_CLOSED`. */
  closed = false;
  private readonly next: Sink;
  private readonly settings: Settings;
  private readonly turn: Turn;

  /** `next` gets each call. */
  constructor(next: Sink, settings: Settings, turn: Turn) {
    this.next = next;
    this.settings = settings;
    this.turn = turn;
  }

  /** Sends one command; a mistake in the call rejects. */
  execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown> {
    let call: Call;
    try {
      call = this.prepare(spec, args, options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const promise = call.promise();
    this.dispatch(call, options?.signal);
    return promise;
  }

  /** Sends commands together, each judged alone. At least one; a mistake in one is found before the first is sent. */
  executeAll(list: readonly Command[], given: CallOptions | undefined): Promise<readonly unknown[]> {
    const { partial = false, ...options } = given ?? {};
    return new Promise((resolve, reject) => {
      const collector = new Collector(list.length, (collected) => {
        if (partial) resolve(outcomesOf(collected));
        else if (collected.failures === undefined) resolve(collected.replies);
        else reject(partialError("the pipeline", collected));
      });
      const calls = list.map((command, part) =>
        this.prepare(command.spec, command.args, merged(command, options), collector, part),
      );
      const batch = traceBatch(calls.length);
      for (const call of calls) this.dispatch(call, options.signal, batch);
    });
  }

  /** A call, not sent yet. @throws {UsageError} for what is wrong with it. */
  prepare(
    spec: CommandSpec,
    args: readonly Arg[],
    options: CallOptions | undefined,
    receiver?: Receiver,
    part?: number,
  ): Call {
    this.turn.open();
    let timeoutMs = this.settings.timeoutMs;
    let mode = modeOf(undefined);
    let idempotent = false;
    if (options !== undefined) {
      if (options.timeoutMs !== undefined) timeoutMs = checkedTimeout(options.timeoutMs);
      if (options.signal !== undefined) checkSignal(options.signal);
      mode = modeOf(options);
      idempotent = options.idempotent === true;
    }
    const placed = options?.route !== undefined || options?.partial === true;
    if (placed) checkPlace(spec, options);
    const blockMs = (spec.flags & Flag.BLOCKING) === 0 ? 0 : blockTimeMs(spec.name, args);
    const call = new Call(spec, args, mode, this.turn.now + timeoutMs + blockMs, idempotent, receiver, part);
    if (blockMs > 0) call.blocking = true;
    if (placed) call.options = options;
    return call;
  }

  /** Hands a prepared call on, unless it is too late for it. */
  dispatch(call: Call, signal: AbortSignal | undefined, batch?: CommandBatch): void {
    call.trace = traceCommand(call.spec.name, this.settings.database, batch);
    if (this.closed) {
      call.reject(new DeliveryError("ERR_CLOSED", "unsent", call.spec.name, undefined));
      return;
    }
    if (signal !== undefined && !this.watchAbort(call, signal)) return;
    this.next.dispatch(call);
  }

  /** `false` if it is aborted already. */
  private watchAbort(call: Call, signal: AbortSignal): boolean {
    const abort = (): void => {
      if (!this.next.cancel?.(call, signal.reason)) call.reject(signal.reason);
    };
    if (signal.aborted) {
      abort();
      return false;
    }
    signal.addEventListener("abort", abort, { once: true });
    call.release = () => signal.removeEventListener("abort", abort);
    return true;
  }
}

/** A command's own options and those of the call; its own win, because its type promises what they say. */
export function merged(command: Command, options: CallOptions | undefined): CallOptions | undefined {
  if (options === undefined || command.options === undefined) return options ?? command.options;
  return { ...options, ...command.options };
}

/** Checks where a call is to go, before anything is sent. */
function checkPlace(spec: CommandSpec, { route, partial }: CallOptions): void {
  const forMany = route === undefined ? isForAll(spec) : isManyRoute(checkRoute(route));
  if (partial === true && !forMany) {
    throw new UsageError("ERR_USAGE_OPTION", `${spec.name}: partial is for calls to many nodes`);
  }
  const toReplica = route !== undefined && "role" in route && route.role === "replica";
  if (toReplica && (spec.flags & Flag.WRITE) !== 0) {
    throw new UsageError("ERR_USAGE_ROUTE", `${spec.name} writes, and a replica takes no writes`);
  }
}

function checkedTimeout(timeoutMs: number): number {
  if (timeoutMs > 0) return timeoutMs;
  throw new UsageError("ERR_USAGE_OPTION", `timeoutMs must be a number above 0, not ${timeoutMs}`);
}

function checkSignal(signal: AbortSignal | null): void {
  if (typeof signal?.addEventListener === "function") return;
  throw new UsageError("ERR_USAGE_OPTION", "signal must be an AbortSignal");
}
