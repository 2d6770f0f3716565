import { setMaxListeners } from "node:events";
import { ForeignRedis } from "./foreign.ts";
import type {
  Check,
  ForeignClient,
  NodeAddress,
  NodeHandle,
  SubscriberEvents,
  Words,
} from "./foreign-client.ts";
import type { Answer, RedisLike } from "./redis-like.ts";
import { asError } from "./within.ts";

/** A client, cluster or sentinel of node-redis (`redis`, `@redis/client`), from its version 5 on. */
export interface NodeRedisClient {
  readonly isOpen: boolean;
  sendCommand(...args: never[]): unknown;
}

interface SendOptions {
  readonly typeMapping: Readonly<Record<number, unknown>>;
  readonly abortSignal?: AbortSignal;
}

type Args = readonly (string | Buffer)[];
type Listener = (text: string) => void;

/** What is used of a single client. */
interface Single {
  readonly options?: { readonly socket?: object };
  sendCommand(args: Args, options: SendOptions): Promise<unknown>;
  duplicate(overrides?: object): Single;
  connect(): Promise<unknown>;
  destroy(): void;
  ping(): Promise<unknown>;
  subscribe(channel: string, listener: Listener): Promise<unknown>;
  sSubscribe(channel: string, listener: Listener): Promise<unknown>;
  on(event: string, listener: () => void): unknown;
}

interface ClusterNodeOf {
  readonly host: string;
  readonly port: number;
}

/** What is used of a cluster. */
interface Clustered {
  readonly masters: readonly ClusterNodeOf[];
  nodeClient(node: ClusterNodeOf): Promise<Single>;
  sendCommand(
    firstKey: string | Buffer | undefined,
    isReadonly: boolean,
    args: Args,
    options: SendOptions,
  ): Promise<unknown>;
}

/** What is used of a sentinel client. */
interface Watched {
  sendCommand(isReadonly: boolean, args: Args, options: SendOptions): Promise<unknown>;
  subscribe(channel: string, listener: Listener): Promise<unknown>;
  unsubscribe(channel: string, listener: Listener): Promise<unknown>;
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** Bulk strings (`$`) as bytes. */
const AS_BYTES: SendOptions = { typeMapping: { 36: Buffer } };

/** For `redis({ client })`: a client of node-redis. Not needed where it is recognised by itself. */
export function nodeRedis(client: NodeRedisClient): RedisLike {
  const given: unknown = client;
  if ("masters" in client) return new ForeignRedis(new OverCluster(given as Clustered));
  if ("getSentinelNode" in client) return new ForeignRedis(new OverSentinel(given as Watched));
  return new ForeignRedis(new OverClient(given as Single));
}

type Settle = (index: number, answer: Answer) => void;

function askEach(commands: readonly Words[], settle: Settle, send: (words: Words) => Promise<unknown>): void {
  for (let at = 0; at < commands.length; at++) {
    send(commands[at]!).then(
      (reply) => settle(at, reply as Answer),
      (error: unknown) => settle(at, asError(error)),
    );
  }
}

class OverClient implements ForeignClient {
  readonly isCluster = false;
  readonly keyPrefix = "";
  private readonly client: Single;

  constructor(client: Single) {
    this.client = client;
  }

  ask(commands: readonly Words[], _keyAt: number, settle: Settle, abortSignal: AbortSignal): void {
    const options = until(abortSignal);
    askEach(commands, settle, (words) => this.client.sendCommand(words, options));
  }

  async node(): Promise<NodeHandle> {
    return handleOf(this.client, () => undefined);
  }

  subscribe(
    channel: string,
    sharded: boolean,
    _at: NodeAddress | undefined,
    events: SubscriberEvents,
    signal: AbortSignal,
  ): Promise<Check> {
    return subscriberOf(this.client, undefined, channel, sharded, events, signal);
  }
}

class OverCluster implements ForeignClient {
  readonly isCluster = true;
  readonly keyPrefix = "";
  private readonly client: Clustered;

  constructor(client: Clustered) {
    this.client = client;
  }

  ask(commands: readonly Words[], keyAt: number, settle: Settle, abortSignal: AbortSignal): void {
    const options = until(abortSignal);
    askEach(commands, settle, (words) =>
      this.client.sendCommand(words[1 + keyAt], keyAt === 0, words, options),
    );
  }

  async node(at?: NodeAddress): Promise<NodeHandle> {
    const known = this.known(at);
    if (known !== undefined) return handleOf(await known, () => undefined);
    const base = await this.anyNode();
    if (at === undefined) return handleOf(base, () => undefined);
    // A node that the client has not heard of yet.
    const own = duplicateOf(base, at);
    await own.connect();
    return handleOf(own, () => destroy(own));
  }

  async subscribe(
    channel: string,
    sharded: boolean,
    at: NodeAddress | undefined,
    events: SubscriberEvents,
    signal: AbortSignal,
  ): Promise<Check> {
    const known = this.known(at);
    const base = await (known ?? this.anyNode());
    return subscriberOf(base, known === undefined ? at : undefined, channel, sharded, events, signal);
  }

  /** The client knows where it is reached, which may be somewhere else than it says. */
  private known(at: NodeAddress | undefined): Promise<Single> | undefined {
    if (at === undefined) return undefined;
    const isAt = ({ host, port }: ClusterNodeOf): boolean =>
      port === at.port && (host === at.host || host === at.ip);
    const node = this.client.masters.find(isAt);
    return node === undefined ? undefined : this.client.nodeClient(node);
  }

  private anyNode(): Promise<Single> {
    const { masters } = this.client;
    const node = masters[Math.floor(Math.random() * masters.length)];
    return node === undefined
      ? Promise.reject(new Error("no node of the cluster is known"))
      : this.client.nodeClient(node);
  }
}

/** It follows the primary by itself, for subscriptions too. */
class OverSentinel implements ForeignClient {
  readonly isCluster = false;
  readonly keyPrefix = "";
  private readonly client: Watched;

  constructor(client: Watched) {
    this.client = client;
  }

  ask(commands: readonly Words[], _keyAt: number, settle: Settle, abortSignal: AbortSignal): void {
    const options = until(abortSignal);
    askEach(commands, settle, (words) => this.client.sendCommand(false, words, options));
  }

  async node(): Promise<NodeHandle> {
    return { ask: (words) => this.client.sendCommand(false, words, AS_BYTES), release: () => undefined };
  }

  async subscribe(
    channel: string,
    _sharded: boolean,
    _at: NodeAddress | undefined,
    events: SubscriberEvents,
    signal: AbortSignal,
  ): Promise<Check> {
    const { client } = this;
    const { hear, lost } = events;
    for (const event of ["topology-change", "client-error"]) client.on(event, lost);
    const close = (): void => {
      for (const event of ["topology-change", "client-error"]) client.off(event, lost);
      client.unsubscribe(channel, hear).catch(() => undefined);
    };
    signal.addEventListener("abort", close, { once: true });
    await client.subscribe(channel, hear);
    if (signal.aborted) close();
    return () => client.sendCommand(false, ["PING"], AS_BYTES);
  }
}

/** Commands that are not written yet when it is aborted are never sent. Each of them listens. */
function until(abortSignal: AbortSignal): SendOptions {
  setMaxListeners(0, abortSignal);
  return { ...AS_BYTES, abortSignal };
}

function handleOf(node: Single, release: () => void): NodeHandle {
  return { ask: (words) => node.sendCommand(words, AS_BYTES), release };
}

/** A connection for one purpose, made anew by us; not where `base` is, if `at` is given. */
function duplicateOf(base: Single, at: NodeAddress | undefined): Single {
  const place = at === undefined ? {} : { host: at.host, port: at.port };
  const socket = { ...base.options?.socket, ...place, reconnectStrategy: false };
  const own = base.duplicate({ socket, url: undefined, disableOfflineQueue: false, pingInterval: undefined });
  own.on("error", () => undefined);
  return own;
}

async function subscriberOf(
  base: Single,
  at: NodeAddress | undefined,
  channel: string,
  sharded: boolean,
  events: SubscriberEvents,
  signal: AbortSignal,
): Promise<Check> {
  signal.throwIfAborted();
  const own = duplicateOf(base, at);
  signal.addEventListener("abort", () => destroy(own), { once: true });
  for (const event of LOST) own.on(event, () => events.lost());
  await own.connect();
  const hear = (text: string): void => events.hear(text);
  await (sharded ? own.sSubscribe(channel, hear) : own.subscribe(channel, hear));
  return () => own.ping();
}

/** What a client says that doesn't have its channels any more. */
const LOST = ["end", "error", "reconnecting", "terminated", "sharded-channel-moved"];

function destroy(client: Single): void {
  try {
    client.destroy();
  } catch {
    // It is closed already.
  }
}
