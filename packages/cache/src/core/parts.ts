import type { Engine } from "./engine.ts";
import type { Removing } from "./removing.ts";
import type { Setting } from "./setting.ts";
import type { Sync } from "./sync.ts";

/** What the namespaces of one cache share. */
export interface Parts {
  readonly engine: Engine;
  readonly removing: Removing;
  readonly setting: Setting;
  readonly sync: Sync;
  closed: boolean;
}
