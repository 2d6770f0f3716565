import type { LayerEvent } from "../../src/diagnostics/channels.ts";
import { CacheError, type CacheErrorCode } from "../../src/errors.ts";

/** What a layer is asked to do. `stamps` and `invalidate` are of its tags, `publish` of its bus. */
export type Step = Exclude<LayerEvent["operation"], "lock"> | "keys";

/** One call: the ids, tags or texts that it named. */
export interface Call {
  readonly step: Step;
  readonly ids: readonly string[];
  readonly timeoutMs: number;
}

/** A call that is held. */
export interface Hold {
  /** Resolves when a call has come to it. */
  readonly reached: Promise<void>;
  /** Lets it go on; also before it comes. Never called, the call hangs. */
  release(): void;
}

interface Failure {
  readonly step: Step | "all";
  readonly error: CacheError;
  readonly only: (id: string) => boolean;
}

interface Pending {
  readonly step: Step;
  readonly when: "before" | "after";
  readonly reach: () => void;
  readonly released: Promise<void>;
}

/** What a layer for tests is to do, other than its work. */
export class Script {
  /** All calls so far, the oldest first. */
  readonly calls: Call[] = [];
  private readonly label: string;
  private failures: Failure[] = [];
  private readonly pending: Pending[] = [];

  constructor(label: string) {
    this.label = label;
  }

  /** How many calls of this kind there were. */
  count(step: Step): number {
    return this.calls.filter((call) => call.step === step).length;
  }

  /** From now on it fails, for the items that `only` names by id. The newest failure that fits an item is its error. */
  fail(
    step: Step | "all",
    error: CacheErrorCode | CacheError,
    only: (id: string) => boolean = () => true,
  ): void {
    const made =
      typeof error === "string" ? new CacheError(error, this.label, `scripted: ${error} of ${step}`) : error;
    this.failures.unshift({ step, error: made, only });
  }

  /** From now on it works again. */
  heal(): void {
    this.failures = [];
  }

  /**
   * Holds the next call of this kind that is not held yet: `before` it has done anything (the default), or `after`, when it
   * has done its work and only its answer is late.
   */
  hold(step: Step, when: "before" | "after" = "before"): Hold {
    const [reached, reach] = promise();
    const [released, release] = promise();
    this.pending.push({ step, when, reach, released });
    return { reached, release };
  }

  /** For the layer: notes a call, and says what it has to wait for. */
  begin(call: Call): {
    readonly before: Promise<void> | undefined;
    readonly after: Promise<void> | undefined;
  } {
    this.calls.push(call);
    const at = this.pending.findIndex(({ step }) => step === call.step);
    if (at === -1) return { before: undefined, after: undefined };
    const [{ when, reach, released }] = this.pending.splice(at, 1) as [Pending];
    reach();
    return when === "before"
      ? { before: released, after: undefined }
      : { before: undefined, after: released };
  }

  /** For the layer: how an item fails, if it does. */
  errorOf(step: Step, id: string): CacheError | undefined {
    return this.failures.find((one) => (one.step === "all" || one.step === step) && one.only(id))?.error;
  }
}

function promise(): [Promise<void>, () => void] {
  let resolve = (): void => {};
  const made = new Promise<void>((settle) => {
    resolve = settle;
  });
  return [made, resolve];
}
