import type { Found, LayerKey } from "../layer.ts";

/** Keys that are about to be read together. */
interface Gathering {
  readonly keys: LayerKey[];
  readonly found: Promise<readonly Found[]>;
}

/** Reads together what is asked for one by one in the same turn: one request costs less than many. */
export class Gatherer {
  private readonly readAll: (keys: readonly LayerKey[]) => Promise<readonly Found[]>;
  private gathering: Gathering | undefined = undefined;

  constructor(readAll: (keys: readonly LayerKey[]) => Promise<readonly Found[]>) {
    this.readAll = readAll;
  }

  read(key: LayerKey): Promise<readonly [Found]> {
    this.gathering ??= this.begin();
    const { keys, found } = this.gathering;
    const at = keys.push(key) - 1;
    return found.then((all) => [all[at]!]);
  }

  private begin(): Gathering {
    const keys: LayerKey[] = [];
    const found = new Promise<readonly Found[]>((resolve) => {
      process.nextTick(() => {
        this.gathering = undefined;
        resolve(this.readAll(keys));
      });
    });
    return { keys, found };
  }
}
