import { backoffMs } from "../backoff.ts";
import { type Call, Phase } from "../connection/call.ts";
import { CoarseTimer } from "../connection/coarse-timer.ts";
import { publishRetry } from "../diagnostics/publish.ts";
import type { Settings } from "../options.ts";

/** Calls that the server refused for now, until they may be sent again. */
export class RetryQueue {
  private waiting: { readonly call: Call; readonly at: number }[] = [];
  private readonly timer: CoarseTimer;
  private readonly settings: Settings;
  private readonly send: (call: Call) => void;

  constructor(settings: Settings, send: (call: Call) => void) {
    this.settings = settings;
    this.send = send;
    this.timer = new CoarseTimer(settings.runtime, (now) => this.release(now));
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Sends `call` again after a pause that grows with its attempts, or fails it when its deadline comes first. */
  add(call: Call, obstacle: Error): void {
    const { runtime, maxBackoffMs } = this.settings;
    call.phase = Phase.WAITING;
    call.obstacle = obstacle;
    call.attempts++;
    const now = runtime.now();
    const at = Math.min(now + backoffMs(call.attempts, maxBackoffMs, runtime), call.deadline);
    publishRetry(call.spec.name, call.attempts, at - now, obstacle);
    this.waiting.push({ call, at });
    this.timer.watch(at);
  }

  /** Removes and returns everything. */
  drain(): Call[] {
    this.timer.stop();
    return this.waiting.splice(0).map(({ call }) => call);
  }

  private release(now: number): number {
    const due = this.waiting.filter(({ at }) => at <= now);
    this.waiting = this.waiting.filter(({ at }) => at > now);
    for (const { call } of due) {
      if (call.phase === Phase.SETTLED) continue;
      if (call.deadline <= now) call.fail("ERR_TIMEOUT", undefined);
      else this.send(call);
    }
    return this.waiting.reduce((next, { at }) => Math.min(next, at), Number.POSITIVE_INFINITY);
  }
}
