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

/** A `Redis` or `Cluster` of ioredis, from its version 5 on. */
export interface IoRedisClient {
  readonly isCluster: boolean;
  callBuffer(...args: never[]): unknown;
  duplicate(...args: never[]): unknown;
}

/** What is used of a `Redis` and of a `Cluster`. */
interface Caller {
  readonly options: { readonly keyPrefix?: string | Buffer; readonly enableAutoPipelining?: boolean };
  callBuffer(name: string, args: readonly (string | Buffer)[]): Promise<unknown>;
  pipeline(): {
    callBuffer(name: string, args: readonly (string | Buffer)[]): unknown;
    exec(): Promise<readonly (readonly [Error | null, unknown])[] | null>;
  };
}

/** What is used of a `Redis`. */
interface Connection extends Caller {
  readonly options: Caller["options"] & { readonly host?: string; readonly port?: number };
  duplicate(override?: object): Connection;
  connect(): Promise<void>;
  disconnect(): void;
  subscribe(channel: string): Promise<unknown>;
  ssubscribe(channel: string): Promise<unknown>;
  on(event: string, listener: (...args: never[]) => void): unknown;
}

/** Where nodes can be reached from here that call themselves something else. */
type NatMap = Readonly<Record<string, NodeAddress>> | ((address: string) => NodeAddress | null | undefined);

/** What is used of a `Cluster`. */
interface ClusterConnection extends Caller {
  readonly options: Caller["options"] & { readonly natMap?: NatMap };
  nodes(role: "master"): readonly Connection[];
}

/** For `redis({ client })`: a client of ioredis. Not needed where it is recognised by itself. */
export function ioredis(client: IoRedisClient): RedisLike {
  const given: unknown = client;
  return new ForeignRedis(
    client.isCluster ? new OverCluster(given as ClusterConnection) : new OverRedis(given as Connection),
  );
}

class OverRedis implements ForeignClient {
  readonly isCluster = false;
  readonly keyPrefix: string;
  private readonly client: Connection;

  constructor(client: Connection) {
    this.client = client;
    this.keyPrefix = String(client.options.keyPrefix ?? "");
  }

  ask(commands: readonly Words[], _keyAt: number, settle: (index: number, answer: Answer) => void): void {
    if (commands.length === 1) {
      askEach(this.client, commands, settle);
      return;
    }
    const pipeline = this.client.pipeline();
    for (const [name, ...args] of commands) pipeline.callBuffer(name, args);
    pipeline.exec().then(
      (results) => {
        for (let at = 0; at < commands.length; at++) {
          const [error, reply] = results?.[at] ?? [discarded(), null];
          settle(at, error ?? (reply as Answer));
        }
      },
      (error: unknown) => {
        for (let at = 0; at < commands.length; at++) settle(at, asError(error));
      },
    );
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
    return subscriberOf(this.client, {}, channel, sharded, events, signal);
  }
}

class OverCluster implements ForeignClient {
  readonly isCluster = true;
  readonly keyPrefix: string;
  private readonly client: ClusterConnection;

  constructor(client: ClusterConnection) {
    this.client = client;
    this.keyPrefix = String(client.options.keyPrefix ?? "");
  }

  ask(commands: readonly Words[], _keyAt: number, settle: (index: number, answer: Answer) => void): void {
    askEach(this.client, commands, settle);
  }

  async node(at?: NodeAddress): Promise<NodeHandle> {
    const nodes = this.client.nodes("master");
    if (nodes.length === 0) {
      // It has not connected yet, or lost them all: the first answer tells that there are some.
      await call(this.client, ["PING"]);
      return this.node(at);
    }
    const from = this.fromHere(at);
    const known = from === undefined ? nodes[0] : nodes.find(({ options }) => isAt(options, from));
    if (known !== undefined) return handleOf(known, () => undefined);
    // A node that the client has not heard of yet.
    const own = nodes[0]!.duplicate({ ...from, ...SINGLE });
    own.on("error", () => undefined);
    return handleOf(own, () => own.disconnect());
  }

  subscribe(
    channel: string,
    sharded: boolean,
    at: NodeAddress | undefined,
    events: SubscriberEvents,
    signal: AbortSignal,
  ): Promise<Check> {
    const nodes = this.client.nodes("master");
    const base = nodes[Math.floor(Math.random() * nodes.length)];
    if (base === undefined) return Promise.reject(new Error("no node of the cluster is known"));
    // As a key is, so is the channel of a slot: but only where something is published.
    const named = sharded ? this.keyPrefix + channel : channel;
    return subscriberOf(base, this.fromHere(at) ?? {}, named, sharded, events, signal);
  }

  private fromHere(at: NodeAddress | undefined): NodeAddress | undefined {
    const { natMap } = this.client.options;
    if (at === undefined || natMap == null) return at;
    const mapped = (host: string): NodeAddress | null | undefined => {
      const told = `${host}:${at.port}`;
      return typeof natMap === "function" ? natMap(told) : natMap[told];
    };
    return mapped(at.host) ?? mapped(at.ip ?? at.host) ?? at;
  }
}

/** Of a connection that is for one purpose, and made anew by us. */
const SINGLE = {
  lazyConnect: true,
  readOnly: false,
  retryStrategy: () => null,
  autoResubscribe: false,
  enableOfflineQueue: true,
  enableAutoPipelining: false,
  keyPrefix: "",
};

/** Pipelines that the client makes by itself lose the name of a command that is called so, and throw: it has one of its own then. */
async function call(client: Caller, [name, ...args]: Words): Promise<unknown> {
  if (client.options.enableAutoPipelining !== true) return client.callBuffer(name, args);
  const pipeline = client.pipeline();
  pipeline.callBuffer(name, args);
  const [error, reply] = (await pipeline.exec())?.[0] ?? [discarded(), null];
  if (error !== null) throw error;
  return reply;
}

function discarded(): Error {
  return new Error("the pipeline was discarded");
}

function askEach(
  client: Caller,
  commands: readonly Words[],
  settle: (index: number, answer: Answer) => void,
): void {
  for (let at = 0; at < commands.length; at++) {
    call(client, commands[at]!).then(
      (reply) => settle(at, reply as Answer),
      (error: unknown) => settle(at, asError(error)),
    );
  }
}

function isAt({ host, port }: Connection["options"], at: NodeAddress): boolean {
  return port === at.port && (host === at.host || host === at.ip);
}

function handleOf(node: Connection, release: () => void): NodeHandle {
  return { ask: (words) => call(node, words), release };
}

async function subscriberOf(
  base: Connection,
  where: Partial<NodeAddress>,
  channel: string,
  sharded: boolean,
  events: SubscriberEvents,
  signal: AbortSignal,
): Promise<Check> {
  const own = base.duplicate({ ...SINGLE, ...where });
  signal.addEventListener("abort", () => own.disconnect(), { once: true });
  own.on("error", () => undefined);
  own.on("end", () => events.lost());
  own.on("moved", () => events.lost());
  own.on(sharded ? "smessage" : "message", (_channel: string, text: string) => events.hear(text));
  // Subscribing again changes nothing, but that a server says so which has lost the channel's slot.
  const subscribed: Check = () => (sharded ? own.ssubscribe(channel) : own.subscribe(channel));
  await own.connect();
  await subscribed();
  return subscribed;
}
