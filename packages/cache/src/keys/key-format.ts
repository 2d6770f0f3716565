import type { KeyRange, LayerKey } from "../layer.ts";

/**
 * What keys are called in a store. Different keys have different texts. They are of letters, digits and `_.~-%+=&:/'` alone, so
 * nothing in them is special: neither in the patterns of a scan, nor as the hash tag of a cluster.
 */
export interface KeyFormat {
  key(key: LayerKey): string;
  /** How all keys of the range begin, and no others. "" for all keys there are. */
  range(range: KeyRange): string;
  /** The id of the key that is called so. Only with it can a layer tell its keys. */
  id?(text: string): string;
}
