import type { Entry } from "../entry.ts";
import type { LoadContext, LoadedPolicy } from "../fetched.ts";
import type { Ending } from "../flight/ending.ts";

type Said = Pick<LoadContext, "set" | "skip" | "previous">;

/** What a loader is given, and what it has said. Loaders take it apart, so its functions are made for whoever asks for them. */
export class LoaderContext implements LoadContext {
  said: LoadedPolicy | undefined = undefined;
  skipped = false;
  alone = false;
  private readonly ending: Ending;
  private readonly entry: Entry | undefined;

  /** `entry`: what was there before. */
  constructor(ending: Ending, entry: Entry | undefined) {
    this.ending = ending;
    this.entry = entry;
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get previous(): Said["previous"] {
    const { entry } = this;
    return entry === undefined ? undefined : { value: entry.value, times: entry };
  }

  get set(): Said["set"] {
    return (policy) => {
      this.said = { ...this.said, ...policy };
    };
  }

  get skip(): Said["skip"] {
    return ({ share = true } = {}) => {
      this.skipped = true;
      this.alone = !share;
    };
  }
}
