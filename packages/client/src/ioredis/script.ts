import { createHash } from "node:crypto";

/** What `defineCommand` takes. */
export interface ScriptDefinition {
  readonly lua: string;
  /** Left out: each call gives it as its first argument. */
  readonly numberOfKeys?: number | null | undefined;
  /** Taken, and without effect: scripts go to the primary. */
  readonly readOnly?: boolean | undefined;
}

/** A script with a name. */
export class Script {
  readonly lua: string;
  readonly sha: string;
  readonly numberOfKeys: number | undefined;
  /** Whether some server has been sent it in full: then its hash is likely to do. */
  sent = false;

  constructor({ lua, numberOfKeys }: ScriptDefinition) {
    this.lua = lua;
    this.sha = createHash("sha1").update(lua).digest("hex");
    this.numberOfKeys = numberOfKeys ?? undefined;
  }
}
