import type { CallOptions } from "../call-options.ts";
import { type Arg, type Command, type CommandSpec, Flag } from "../commands/command.ts";
import { keyPositions } from "../commands/keys.ts";
import type { Call } from "../connection/call.ts";
import { step } from "../connection/handshake.ts";
import { UsageError } from "../errors.ts";
import type { Dispatcher, Ears } from "../link/dispatcher.ts";
import type { Topology } from "../topology.ts";
import {
  type Invalidation,
  invalidatedKeys,
  keyOf,
  movedSlots,
  type SlotRanges,
  slotsOf,
} from "./invalidation.ts";

/** Options of `client.track()`. */
export interface TrackingOptions {
  /**
   * - `"optIn"`: the servers tell of keys that were read by `tracking.read()`, once for each read;
   * - `"broadcast"`: they tell of every key that begins with one of `prefixes`, whoever reads it.
   *
   * Default `"optIn"`.
   */
  readonly mode?: "optIn" | "broadcast";
  /** For `"broadcast"`: beginnings of keys, none of which begins with another. Default: every key. */
  readonly prefixes?: readonly string[];
}

/** A reply that may be kept until an invalidation tells otherwise, unless it is `stale` already. */
export interface Tracked<T> {
  readonly value: T;
  /** What it was read from has changed meanwhile, or changes would not be told: use it, and don't keep it. */
  readonly stale: boolean;
}

/** A read that is under way. */
interface Reading {
  readonly keys: readonly string[];
  stale: boolean;
}

/** Sends a command over the connections that are tracked. */
export type Send = <T>(command: Command<T>, options: CallOptions | undefined) => Promise<T>;

/**
 * Tells what changed in the servers, so that copies of it can be kept close by. Needs RESP3.
 * https://valkey.io/topics/client-side-caching/
 */
export class Tracking implements Ears, AsyncDisposable {
  readonly mode: "optIn" | "broadcast";
  private readonly listener: (invalidation: Invalidation) => void;
  private readonly dispatcher: Dispatcher;
  private readonly send: Send;
  private readonly readings = new Set<Reading>();
  /** Nodes with a connection that has not been told to be lost. */
  private readonly standing = new Set<string>();
  private topology: Topology;
  private readonly unwatch: () => void;
  private readonly ended: (self: Tracking) => void;

  /** `open` makes what sends a command over a dispatcher; `ended` is told of the end. @internal */
  constructor(
    parent: Dispatcher,
    options: TrackingOptions,
    listener: (invalidation: Invalidation) => void,
    open: (dispatcher: Dispatcher) => Send,
    ended: (self: Tracking) => void,
  ) {
    const { mode = "optIn", prefixes = [] } = options;
    this.mode = mode;
    this.listener = listener;
    this.ended = ended;
    this.topology = parent.topology;
    const how = mode === "optIn" ? ["OPTIN"] : ["BCAST", ...prefixes.flatMap((prefix) => ["PREFIX", prefix])];
    this.dispatcher = parent.beside([step("CLIENT TRACKING", ["ON", ...how])], this);
    this.send = open(this.dispatcher);
    this.unwatch = this.dispatcher.watch(() => this.follow());
  }

  /**
   * Reads so that the servers tell of a change. The promise is continued before any later invalidation is told, so
   * that a value that is not `stale` may be stored at once without a race.
   * @throws {UsageError} `ERR_USAGE_ARGUMENT` for a command that doesn't read keys, or in the mode `"broadcast"`,
   *   where any read by the client will do. Otherwise as every command.
   */
  async read<T>(command: Command<T>, options?: CallOptions): Promise<Tracked<T>> {
    const { spec } = command;
    if (this.mode !== "optIn") {
      throw new UsageError(
        "ERR_USAGE_ARGUMENT",
        "read() is for opt-in tracking: broadcasts tell of every read",
      );
    }
    const positions = keyPositions(command);
    if ((spec.flags & Flag.READONLY) === 0 || positions.length === 0) {
      throw new UsageError(
        "ERR_USAGE_ARGUMENT",
        `${spec.name} does not read keys, so there is nothing to track`,
      );
    }
    const keys = positions.map((position) => identityOf(command.args[position] as Arg));
    const reading: Reading = { keys, stale: false };
    this.readings.add(reading);
    try {
      const value = await this.send({ ...command, spec: trackedSpec(spec) }, options);
      return { value, stale: reading.stale };
    } finally {
      this.readings.delete(reading);
    }
  }

  /** Makes its connections anew. @internal */
  renew(): Promise<void> {
    return this.dispatcher.renew();
  }

  /** Stops; nothing is told any more. */
  close(): Promise<void> {
    this.unwatch();
    this.ended(this);
    return this.dispatcher.close();
  }

  /** Stops at once; reads under way fail with `ERR_CLOSED`. */
  destroy(): void {
    this.unwatch();
    this.ended(this);
    this.dispatcher.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  pushed(node: string, items: Parameters<Ears["pushed"]>[1]): void {
    const keys = invalidatedKeys(items);
    if (keys === undefined) return;
    if (keys === null) {
      this.tellSlots(slotsOf(this.topology, node), "flushed");
      return;
    }
    const identities = new Set(keys.map((key) => key.toString("latin1")));
    for (const reading of this.readings) {
      if (reading.keys.some((key) => identities.has(key))) reading.stale = true;
    }
    this.tell({ kind: "keys", keys: keys.map(keyOf) });
  }

  /** What was missed while there was no connection, or by one that was replaced, is not told later. @internal */
  connected(node: string): void {
    const wasReplaced = this.standing.has(node);
    this.standing.add(node);
    if (wasReplaced || this.mode === "broadcast") this.tellSlots(slotsOf(this.topology, node), "lost");
  }

  /** @internal */
  disconnected(node: string): void {
    this.standing.delete(node);
    this.tellSlots(slotsOf(this.topology, node), "lost");
  }

  /** The node that answers remembers nothing: ASKING leaves no room for CLIENT CACHING. @internal */
  asked(call: Call): void {
    const keys = new Set(keyPositions(call).map((position) => identityOf(call.args[position] as Arg)));
    for (const reading of this.readings) if (reading.keys.some((key) => keys.has(key))) reading.stale = true;
  }

  private follow(): void {
    const before = this.topology;
    this.topology = this.dispatcher.topology;
    this.tellSlots(movedSlots(before, this.topology), "moved");
  }

  private tellSlots(slots: SlotRanges, reason: "flushed" | "lost" | "moved"): void {
    if (slots.length === 0) return;
    for (const reading of this.readings) reading.stale = true;
    this.tell({ kind: "slots", slots, reason });
  }

  /** What the listener throws is the program's uncaught exception, and no fault of the connection. */
  private tell(invalidation: Invalidation): void {
    try {
      this.listener(invalidation);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** A key as the bytes it is on the wire, one character each. */
function identityOf(key: Arg): string {
  if (key instanceof Uint8Array) return Buffer.from(key).toString("latin1");
  return Buffer.from(String(key)).toString("latin1");
}

const trackedSpecs = new WeakMap<CommandSpec, CommandSpec>();

function trackedSpec(spec: CommandSpec): CommandSpec {
  let tracked = trackedSpecs.get(spec);
  if (tracked === undefined) {
    tracked = { ...spec, flags: spec.flags | Flag.TRACKED };
    trackedSpecs.set(spec, tracked);
  }
  return tracked;
}
