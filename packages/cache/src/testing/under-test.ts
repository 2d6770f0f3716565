import type { Clock } from "../clock.ts";
import type { Layer, RemoteLayer } from "../layer.ts";

/** What a layer can, and so which scenarios it has to pass. */
export interface LayerTraits {
  readonly kind: "local" | "remote";
  /** `false` for one that keeps nothing. Default `true`. */
  readonly keeps?: boolean;
  /** It keeps stamps of tags. Default `false`. */
  readonly tags?: boolean;
  /** It has a bus. Default `false`. */
  readonly bus?: boolean;
  /** Other processes can use the same: {@link LayerUnderTest.peer} is there. Default `false`. */
  readonly shared?: boolean;
  /**
   * `false` for one that forgets a removal with the next write of the key: then a load that began before both may bring back
   * what was removed. Default `true`.
   */
  readonly remembers?: boolean;
  /** It leases keys. Default `false`. */
  readonly leases?: boolean;
  /** It can tell its keys. Default `false`. */
  readonly lists?: boolean;
  /** The size of the largest value it is tried with, in bytes. Default 1 MiB. */
  readonly maxValueBytes?: number;
  /** How long, in ms, to wait for what is on its way through the bus. Default 5,000. */
  readonly patienceMs?: number;
}

/** A layer to be tried, and what the scenarios need beside it. */
export interface LayerUnderTest {
  readonly layer: Layer;
  /** The time as the layer sees it. Default: the system's. */
  readonly clock?: Clock;
  /** Lets so many ms go by, for the layer and for `clock`. Default: waits for so long. */
  advance?(ms: number): Promise<void> | void;
  /** Opens another layer on the same store, as another process would. The scenario closes it. */
  peer?(): Promise<RemoteLayer>;
  /** Cuts the bus off for a moment, so that it may have missed something. Without it, `missed` is not tried. */
  interrupt?(): Promise<void>;
  /** Called at the end, when the layer is closed. */
  end?(): Promise<void>;
}

/** Opens a layer. What others left in its store does not matter: each scenario works in a scope of its own. */
export type OpenLayer = () => Promise<LayerUnderTest>;

/** One thing that a layer has to do right. */
export interface Scenario {
  /** A sentence about the layer, without "the layer". */
  readonly name: string;
  /** Rejects if it does not: with an `AssertionError` of `node:assert`, or what the layer threw. */
  run(open: OpenLayer): Promise<void>;
}
