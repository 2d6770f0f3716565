import { channels } from "../../src/diagnostics/channels.ts";
import { subscribeAll } from "../../src/diagnostics/subscribe.ts";

/** The events of channels, as they come, and what ends that. */
export function listening(): { readonly events: (readonly [string, unknown])[]; stop(): void } {
  const events: (readonly [string, unknown])[] = [];
  const names = Object.keys(channels) as (keyof typeof channels)[];
  const hearers = names.map((name) => [name, (event: unknown) => events.push([name, event])]);
  return { events, stop: subscribeAll(Object.fromEntries(hearers)) };
}
