import type { Address } from "../../servers/address.ts";

/** A publisher for each. */
export const CHANNELS: readonly string[] = ["fan-in:0", "fan-in:1", "fan-in:2", "fan-in:3"];

export const PAYLOAD_BYTES = 100;

/** Messages that one `"credit"` allows, over all channels. */
export const CREDIT = 500;

/** Credits given at the beginning; then one for each that is used up. */
export const CREDITS = 4;

/** From the subscriber: first where to publish; then greetings until all are heard; then credit. */
export type PublisherOrder = { readonly nodes: readonly Address[] } | "greet" | "credit";
