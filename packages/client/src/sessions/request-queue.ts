import { type Call, Phase } from "../connection/call.ts";
import { CoarseTimer } from "../connection/coarse-timer.ts";
import type { Runtime } from "../runtime.ts";

/** What a session was asked for. */
export interface Request {
  readonly call: Call;
  /** Answered before it was sent: MULTI, until it is known where to. */
  told: boolean;
}

const BEHIND = new Error("it waited for the replies to commands before it in its session");

/** A session's requests that have not had their turn yet, in their order. Their deadlines hold while they wait, too. */
export class RequestQueue {
  private readonly requests: Request[] = [];
  private readonly timer: CoarseTimer;

  /** `expired`: some have failed, which are still to have their turn. */
  constructor(runtime: Runtime, expired: () => void) {
    this.timer = new CoarseTimer(runtime, (now) => {
      for (const call of this.calls) if (call.deadline <= now) call.fail("ERR_TIMEOUT", undefined, BEHIND);
      expired();
      return Math.min(...this.calls.map(({ deadline }) => deadline).filter((deadline) => deadline > now));
    });
  }

  get length(): number {
    return this.requests.length;
  }

  get calls(): readonly Call[] {
    return this.requests.map(({ call }) => call);
  }

  /** Whether the first was answered already. No other ever is. */
  get hasTold(): boolean {
    return this.requests[0]?.told === true;
  }

  forgetTold(): void {
    if (this.hasTold) this.requests.shift();
  }

  add(call: Call): void {
    this.requests.push({ call, told: false });
  }

  /** Gives each its turn, until `take` says of one that it has to wait. May be called from within `take`. */
  serve(take: (request: Request) => boolean): void {
    for (let request = this.requests.shift(); request !== undefined; request = this.requests.shift()) {
      if (take(request)) continue;
      this.requests.unshift(request);
      for (const { call } of this.requests) this.timer.watch(call.deadline);
      return;
    }
  }

  /** Nobody waits any more. */
  stop(): void {
    this.timer.stop();
  }
}

/** Whether its caller has given it up, or its deadline has passed, before its turn came. */
export function isGivenUp({ call, told }: Request): boolean {
  return call.phase === Phase.SETTLED && !told;
}
