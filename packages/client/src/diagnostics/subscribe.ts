import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Cancel } from "../runtime.ts";
import type { ChannelEvents } from "./events.ts";

/** Subscribes to several channels; returns what unsubscribes from all. */
export function subscribeAll(
  listeners: {
    readonly [K in keyof ChannelEvents]?: (event: ChannelEvents[K]) => void;
  },
): Cancel {
  const entries = Object.entries(listeners) as [string, (message: unknown) => void][];
  for (const [name, listener] of entries) subscribe(name, listener);
  return () => {
    for (const [name, listener] of entries) unsubscribe(name, listener);
  };
}
