import type { Cancel, Runtime } from "../runtime.ts";

/** Least pause between two refreshes, before jitter: a cluster in trouble is asked about five times a second. */
const PAUSE_MS = 200;

type RefresherState =
  | { readonly kind: "idle"; readonly cancel: Cancel }
  | { readonly kind: "soon"; readonly cancel: Cancel }
  | { readonly kind: "running"; readonly again: boolean }
  | { readonly kind: "stopped" };

/** Decides when the topology is asked for: one refresh at a time, rate-limited, with jitter, and now and then unasked. */
export class Refresher {
  private state: RefresherState;
  private lastAt = Number.NEGATIVE_INFINITY;
  private readonly refresh: () => Promise<void>;
  private readonly runtime: Runtime;
  private readonly checkMs: number;

  /** `refresh` never rejects. `checkMs`: between two refreshes that nobody asked for. */
  constructor(refresh: () => Promise<void>, checkMs: number, runtime: Runtime) {
    this.refresh = refresh;
    this.runtime = runtime;
    this.checkMs = checkMs;
    this.state = this.rest();
  }

  /** Refreshes as soon as the rate allows. */
  soon(): void {
    if (this.state.kind === "running") this.state = { kind: "running", again: true };
    if (this.state.kind !== "idle") return;
    this.state.cancel();
    const pause = PAUSE_MS * (0.5 + this.runtime.random());
    const wait = Math.max(0, this.lastAt + pause - this.runtime.now());
    this.state = { kind: "soon", cancel: this.runtime.after(wait, () => void this.run()) };
  }

  stop(): void {
    if (this.state.kind === "idle" || this.state.kind === "soon") this.state.cancel();
    this.state = { kind: "stopped" };
  }

  private async run(): Promise<void> {
    this.state = { kind: "running", again: false };
    await this.refresh();
    this.lastAt = this.runtime.now();
    // The state may have changed meanwhile, which the compiler can't see.
    const state = this.state as RefresherState;
    if (state.kind !== "running") return;
    this.state = this.rest();
    if (state.again) this.soon();
  }

  private rest(): RefresherState {
    const wait = this.checkMs * (0.75 + this.runtime.random() / 2);
    return { kind: "idle", cancel: this.runtime.after(wait, () => void this.run()) };
  }
}
