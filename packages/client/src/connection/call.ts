import type { Arg, Reply } from "fairlead-resp";
import type { CallOptions } from "../call-options.ts";
import { type CommandSpec, Flag } from "../commands/command.ts";
import type { CommandTrace } from "../diagnostics/command-trace.ts";
import { DeliveryError } from "../errors.ts";
import type { Bundled } from "./bundled.ts";
import type { Flow, Order, Passage } from "./passage.ts";

/** How far a call has come. */
export const Phase = {
  /** Not one byte of it is written; sending it (again) runs it at most once. */
  WAITING: 0,
  /** Written, and not answered: it may have run. */
  WRITTEN: 1,
  /** Its caller has the outcome; a reply that still comes is dropped. */
  SETTLED: 2,
} as const;

/** A deadline for calls that something else brings to an end. Not infinite: one boxed deadline makes the engine box all. */
export const NEVER: number = 2 ** 31 - 1;

/** Takes the outcomes of the parts of one call, in place of a promise for each. */
export interface Receiver {
  fulfil(part: number, value: unknown): void;
  reject(part: number, error: Error): void;
}

/** One command on its way, from the caller to the outcome: one small object of one shape. */
export class Call {
  spec: CommandSpec;
  args: readonly Arg[];
  /** {@link DecodeMode} bits for its reply. */
  readonly mode: number;
  /** When it must be settled, on the runtime's clock. */
  deadline: number;
  readonly idempotent: boolean;
  phase: number = Phase.WAITING;
  /** The slot of its keys, -1 if it has none or nobody asked yet. */
  slot = -1;
  /** `ASKING` must go right before it. */
  asking = false;
  /** How often it was sent on or sent again. */
  attempts = 0;
  /** The caller's options that concern where it goes; `undefined` for most. */
  options: CallOptions | undefined = undefined;
  /** The commands it stands for, if it is a transaction sent in one piece. */
  bundle: Bundled | undefined = undefined;
  /** Where its request comes from and its reply goes to, if both pass through as bytes. */
  passage: Passage | undefined = undefined;
  /** Keeps its parts, or it as a part, in order with other calls, where its sender asks for that. */
  order: Order | undefined = undefined;
  /** The server may hold its reply back for a time that the command itself names. */
  blocking = false;
  /** The last thing that kept it from being answered. */
  obstacle: Error | undefined = undefined;
  /** Undoes what was set up for this call alone, such as an abort listener. */
  release: (() => void) | undefined = undefined;
  /** Its event in the making, while somebody listens. */
  trace: CommandTrace | undefined = undefined;
  private resolve: ((value: unknown) => void) | undefined = undefined;
  private readonly receiver: Receiver | undefined;
  private readonly part: number;

  /** Its outcome goes to part `part` of `receiver`, or, without one, to the promise that {@link promise} made. */
  constructor(
    spec: CommandSpec,
    args: readonly Arg[],
    mode: number,
    deadline: number,
    idempotent: boolean,
    receiver?: Receiver,
    part = 0,
  ) {
    this.spec = spec;
    this.args = args;
    this.mode = mode;
    this.deadline = deadline;
    this.idempotent = idempotent;
    this.receiver = receiver;
    this.part = part;
  }

  /** The promise of the outcome. To be asked once, before the call is sent. */
  promise(): Promise<unknown> {
    executing.call = this;
    return new Promise(execute);
  }

  fulfil(reply: Reply): void {
    if (this.phase === Phase.SETTLED) return;
    const decode = this.spec.decode;
    let value: unknown = reply;
    if (decode !== undefined) {
      try {
        value = decode(reply, this.args, this.mode);
      } catch (error) {
        this.reject(error);
        return;
      }
    }
    this.deliver(value);
  }

  /** Settles with a value that is decoded already. */
  deliver(value: unknown): void {
    if (this.phase === Phase.SETTLED) return;
    this.phase = Phase.SETTLED;
    if (this.release !== undefined) this.release();
    if (this.trace !== undefined) this.trace.fulfilled(this.slot);
    if (this.receiver === undefined) (this.resolve as (value: unknown) => void)(value);
    else this.receiver.fulfil(this.part, value);
  }

  /** Hands on a piece of a reply that passes through as bytes. */
  pass(bytes: Buffer, start: number, end: number, last: boolean, flow: Flow): void {
    if (this.phase === Phase.SETTLED) return;
    if (last) {
      this.phase = Phase.SETTLED;
      if (this.release !== undefined) this.release();
      if (this.trace !== undefined) this.trace.fulfilled(this.slot);
    } else this.deadline = NEVER; // the rest may take as long as its reader does
    this.passage?.take(bytes, start, end, last, flow);
  }

  /** `error` is an `Error`, but for the reason of an abort signal, which may be anything. */
  reject(error: unknown): void {
    if (this.phase === Phase.SETTLED) return;
    const written = this.phase === Phase.WRITTEN;
    this.phase = Phase.SETTLED;
    if (this.release !== undefined) this.release();
    if (this.trace !== undefined) this.trace.rejected(this.slot, error, written);
    // Keeping `reject` beside `resolve` would cost every call memory that only a failure needs.
    if (this.receiver === undefined)
      (this.resolve as (value: unknown) => void)(Promise.reject(error as Error));
    else this.receiver.reject(this.part, error as Error);
  }

  /** Fails for want of a reply, saying what is known of the command's fate. */
  fail(code: DeliveryError["code"], address: string | undefined, cause: unknown = this.obstacle): void {
    const delivery = this.phase === Phase.WRITTEN ? "unknown" : "unsent";
    this.reject(new DeliveryError(code, delivery, this.spec.name, address, cause));
  }

  /** Whether sending it (again) cannot silently run a write twice. */
  get repeatable(): boolean {
    if (this.phase === Phase.WAITING) return true;
    const { passage } = this;
    if (passage !== undefined ? passage.begun || passage.overtaken : this.order?.overtaken(this.slot))
      return false;
    return this.idempotent || (this.spec.flags & Flag.READONLY) !== 0;
  }
}

// One executor for all promises: a closure for each would cost as much as the promise.
const executing: { call: Call | undefined } = { call: undefined };

function execute(resolve: (value: unknown) => void): void {
  (executing.call as unknown as { resolve: typeof resolve }).resolve = resolve;
}
