import { type Channel, channel } from "node:diagnostics_channel";
import { type Address, addressText } from "../address.ts";
import type { ConnectionError } from "../errors.ts";
import type { TopologyChange } from "../topology.ts";
import { codeOf } from "./code.ts";
import type { ConnectEvent, PoolEvent, PubSubGapEvent, RedirectEvent, RetryEvent } from "./events.ts";

const connects: Channel = channel("fairlead:connect");
const topologies: Channel = channel("fairlead:topology");
const redirects: Channel = channel("fairlead:redirect");
const retries: Channel = channel("fairlead:retry");
const pools: Channel = channel("fairlead:pool");
const gaps: Channel = channel("fairlead:pubsub-gap");

// The publishers take the fields rather than the event, so that none is made while nobody listens.

let connections = 0;

/** The number that tells a connection from all others of this process, in its events. */
export function nextConnection(): number {
  return ++connections;
}

/** `error` says how it ended, if it did: an end that this program asked for is told as `closed`. */
export function publishConnect(
  kind: Exclude<ConnectEvent["kind"], "closed">,
  connection: number,
  address: string,
  durationMs: number,
  error?: ConnectionError,
): void {
  if (!connects.hasSubscribers) return;
  const event: ConnectEvent =
    error?.code === "ERR_CONNECT_CLOSED"
      ? { kind: "closed", connection, address, durationMs, error: undefined }
      : { kind, connection, address, durationMs, error };
  connects.publish(event);
}

export function publishTopology(change: TopologyChange): void {
  if (topologies.hasSubscribers) topologies.publish(change);
}

export function topologyHasSubscribers(): boolean {
  return topologies.hasSubscribers;
}

export function publishRedirect(
  kind: RedirectEvent["kind"],
  command: string,
  slot: number,
  from: string,
  target: Address | undefined,
): void {
  if (!redirects.hasSubscribers) return;
  const to = target === undefined ? undefined : addressText(target);
  redirects.publish({ kind, command, slot, from, to } satisfies RedirectEvent);
}

export function publishRetry(command: string, attempt: number, waitMs: number, obstacle: Error): void {
  if (!retries.hasSubscribers) return;
  retries.publish({ command, attempt, waitMs, reason: codeOf(obstacle) } satisfies RetryEvent);
}

/** `pool` is what the pool holds after the event. */
export function publishPool(
  kind: PoolEvent["kind"],
  address: string,
  durationMs: number,
  pool: { readonly leased: number; readonly idle: number; readonly waiting: number },
): void {
  if (!pools.hasSubscribers) return;
  const { leased, idle, waiting } = pool;
  pools.publish({ kind, address, durationMs, leased, idle, waiting } satisfies PoolEvent);
}

export function publishPubSubGap(
  kind: PubSubGapEvent["kind"],
  subscriptions: number,
  address: string,
  durationMs: number,
  reason: PubSubGapEvent["reason"],
): void {
  if (!gaps.hasSubscribers) return;
  gaps.publish({ kind, subscriptions, address, durationMs, reason } satisfies PubSubGapEvent);
}
