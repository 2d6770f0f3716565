import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ChannelEvents } from "../../src/index.ts";

const undo: (() => void)[] = [];

/** Collects what is published on a channel, until {@link stopObserving}. */
export function observe<C extends keyof ChannelEvents>(name: C): ChannelEvents[C][] {
  const events: ChannelEvents[C][] = [];
  const listener = (message: unknown): void => void events.push(message as ChannelEvents[C]);
  subscribe(name, listener);
  undo.push(() => unsubscribe(name, listener));
  return events;
}

export function stopObserving(): void {
  for (const stop of undo.splice(0)) stop();
}
