import { type Call, Phase } from "../connection/call.ts";
import { CoarseTimer } from "../connection/coarse-timer.ts";
import { failOverdue } from "../connection/overdue.ts";
import { queuedBytes } from "../connection/queued-bytes.ts";
import { RingQueue } from "../connection/ring-queue.ts";
import type { Settings } from "../options.ts";

/** Calls that wait for a connection: bounded by bytes, each until its deadline. */
export class CallQueue {
  private readonly calls = new RingQueue<Call>();
  private bytes = 0;
  private readonly timer: CoarseTimer;
  private readonly name: string;
  private readonly settings: Settings;
  private readonly obstacle: () => Error | undefined;

  /** `name`: the server's, for messages. `obstacle`: what keeps the connection from standing. */
  constructor(name: string, settings: Settings, obstacle: () => Error | undefined) {
    this.name = name;
    this.settings = settings;
    this.obstacle = obstacle;
    this.timer = new CoarseTimer(settings.runtime, (now) => this.expire(now));
  }

  get length(): number {
    return this.calls.length;
  }

  /** `false`, and the call knows, if too much is waiting already. */
  push(call: Call): boolean {
    const bytes = queuedBytes(call);
    if (this.bytes + bytes > this.settings.maxQueuedBytes) {
      call.fail("ERR_QUEUE_FULL", this.name, this.obstacle());
      return false;
    }
    this.bytes += bytes;
    this.calls.push(call);
    if (call.trace !== undefined) call.trace.queued(this.name);
    this.timer.watch(call.deadline);
    return true;
  }

  /** Removes and returns everything that still waits. */
  take(): Call[] {
    this.timer.stop();
    this.bytes = 0;
    return this.calls.drain().filter((call) => call.phase !== Phase.SETTLED);
  }

  private expire(now: number): number {
    const next = failOverdue(this.calls, now, this.name, this.obstacle());
    if (next === Number.POSITIVE_INFINITY) this.take();
    return next;
  }
}
