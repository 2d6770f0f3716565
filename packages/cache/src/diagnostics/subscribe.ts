import { type Channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { channels } from "./channels.ts";

type EventOf<C> = C extends Channel<unknown, infer E> ? E : never;

/** What hears the events of caches, by the names of their channels. */
export type Hearers = {
  readonly [N in keyof typeof channels]?: (event: EventOf<(typeof channels)[N]>) => void;
};

/** Hears what happens from now on. Returns what ends that. */
export function subscribeAll(hearers: Hearers): () => void {
  const subscribed = Object.entries(hearers).map(([name, hear]) => {
    const channel = channels[name as keyof typeof channels].name;
    const listener = (event: unknown): void => (hear as (event: unknown) => void)(event);
    subscribe(channel, listener);
    return { channel, listener };
  });
  return () => {
    for (const { channel, listener } of subscribed) unsubscribe(channel, listener);
  };
}
