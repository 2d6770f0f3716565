import type { LayerTraits, OpenLayer } from "../../../src/testing/index.ts";

/** A layer with something wrong, and the scenarios that have to find it. */
export interface Fault {
  readonly what: string;
  readonly fails: readonly string[];
  /** The name of what they reject with. */
  readonly throws: string;
  readonly traits: LayerTraits;
  readonly open: OpenLayer;
}

/** What the scenarios find by themselves. */
export const ASSERTION = "AssertionError";
