import { Call, type CommandSpec, plainSpec } from "fairlead/internal";
import { DecodeMode, encodeReply, type Reply, type ServerReply, Simple } from "fairlead-resp";
import type { SessionMode } from "fairlead-session";
import type { SessionLoop } from "../session/session-loop.ts";
import { asSent } from "./as-sent.ts";
import type { Context } from "./context.ts";
import { errorBytes, Refusal } from "./error-text.ts";
import type { Exchange } from "./exchange.ts";
import type { Host } from "./host.ts";
import type { ChannelKind } from "./hub.ts";
import { argsOf } from "./keys.ts";
import { answerLocally } from "./local.ts";
import type { Deed } from "./plan.ts";
import { withListeners } from "./pubsub-counts.ts";
import { cursorAfter, placeOf } from "./scan.ts";
import type { Admission, Peer, Shared } from "./shared.ts";
import { SplitOrder } from "./split-order.ts";
import { Subscriptions } from "./subscriptions.ts";
import { SessionTracking, trackingRequest } from "./tracking.ts";
import type { Lane, Login } from "./upstream.ts";
import { waitForReplicas } from "./wait.ts";
import { OK } from "./wire.ts";

const BYTES = DecodeMode.BYTES | DecodeMode.PLAIN;
const INFO = plainSpec("INFO");
/** What tells of subscribers, and of which channels. */
const LISTENED: ReadonlyMap<string, ChannelKind> = new Map([
  ["PUBSUB NUMSUB", "channel"],
  ["PUBSUB SHARDNUMSUB", "shard"],
]);

/** What takes more than sending a request on: answers of the proxy's own, and those of several servers. */
export class Services implements Host {
  /** Where the session's commands go. */
  lane: Lane;
  /** The lane that it shares with others, whether it goes there now or not. */
  private entered: Lane;
  readonly context: Context;
  readonly shared: Shared;
  readonly self: Peer;
  readonly subscriptions: Subscriptions = new Subscriptions();
  private readonly loop: SessionLoop<Exchange>;
  /** Of users that have none of their own. */
  private readonly mode: SessionMode;
  private login: Login | undefined = undefined;
  private tracking: SessionTracking | undefined = undefined;
  private ending: AbortController | undefined = undefined;

  constructor(loop: SessionLoop<Exchange>, context: Context, shared: Shared, self: Peer) {
    this.loop = loop;
    this.context = context;
    this.shared = shared;
    this.self = self;
    this.mode = loop.state.mode;
    this.lane = this.entered = shared.upstream.enter(context.protocol, context.database);
  }

  get subscribed(): boolean {
    return this.subscriptions.any;
  }

  run(exchange: Exchange, deed: Deed): void {
    switch (deed) {
      case "local":
      case "quit":
        this.local(exchange);
        return;
      case "split":
      case "fan-out":
        this.combine(exchange);
        return;
      case "scan":
        this.settle(exchange, this.scan(argsOf(exchange)));
        return;
      case "wait":
        this.wait(exchange);
        return;
      case "track":
        this.settle(exchange, this.track(argsOf(exchange)));
        return;
      case "monitor":
        this.shared.monitors.add(this.loop);
        exchange.reply(OK);
        return;
      case "subscribe":
        this.subscribe(exchange);
        return;
      case "unsubscribe":
        this.unsubscribe(exchange);
        return;
      default:
        throw new Error(`nothing does "${deed}"`);
    }
  }

  /** What the session keeps up beside its connections. */
  get holds(): readonly string[] {
    const holds: string[] = [];
    if (this.subscribed) holds.push("subscription");
    if (this.tracking !== undefined) holds.push("tracking");
    return holds;
  }

  get tracksOptIn(): boolean {
    return this.tracking?.optIn === true;
  }

  changed(admission?: Admission): void {
    // It has left its lane.
    if (this.loop.ending !== undefined) return;
    if (admission !== undefined) {
      this.login = admission.login;
      this.loop.become(admission.mode ?? this.mode);
    }
    const { protocol, database } = this.context;
    const { upstream } = this.shared;
    upstream.leave(this.entered);
    this.lane = this.entered = upstream.enter(protocol, database, this.login);
    this.tracking?.end();
    // Its pushes are all that tells of changes.
    this.tracking = protocol === 3 ? this.tracking?.anew(this.entered) : undefined;
    this.lane = this.tracking?.lane ?? this.entered;
  }

  /** Forgets what the client has said of itself. */
  reset(): void {
    this.subscriptions.clear();
    this.shared.monitors.delete(this.loop);
    this.context.reset(this.shared.gate.nobody);
    this.login = undefined;
    this.untrack();
    this.changed();
  }

  close(): void {
    this.shared.upstream.leave(this.entered);
    this.subscriptions.clear();
    this.shared.monitors.delete(this.loop);
    this.tracking?.end();
    this.ending?.abort();
  }

  async askPrimaries(words: readonly string[]): Promise<readonly string[]> {
    const call = new Call(INFO, words.slice(1), DecodeMode.PLAIN, this.deadline(), false);
    call.options = { route: { kind: "allPrimaries" } };
    const replies = call.promise();
    this.lane.dispatcher.dispatch(call);
    return [...((await replies) as Map<string, string>).values()];
  }

  private local(exchange: Exchange): void {
    try {
      const { name } = exchange.row;
      const reply = answerLocally(name, argsOf(exchange), this);
      if (name === "CLIENT REPLY") exchange.mute = this.context.replies !== "on";
      if (reply instanceof Promise) this.settle(exchange, reply);
      else exchange.reply(encodeReply(reply, this.context.protocol));
    } catch (error) {
      exchange.reject(0, error as Error);
    }
  }

  private settle(exchange: Exchange, reply: Promise<ServerReply>): void {
    // Only HELLO itself may have changed it by then.
    const protocol = exchange.row.name === "HELLO" ? undefined : this.context.protocol;
    reply.then(
      (value) => exchange.reply(encodeReply(value, protocol ?? this.context.protocol)),
      (error: Error) => exchange.reject(0, error),
    );
  }

  /** Sends a command to several nodes, and makes one reply of theirs. */
  private combine(exchange: Exchange): void {
    const { spec } = exchange.row;
    const receiver = {
      fulfil: (_: number, value: unknown) => {
        const whole = this.withListeners(spec.name, value as Reply);
        exchange.reply(encodeReply(asSent(spec, whole), this.context.protocol));
      },
      reject: (_: number, error: Error) => exchange.reject(0, error),
    };
    const call = new Call(plain(spec), argsOf(exchange), BYTES, this.deadline(), false, receiver);
    if (exchange.row.treatment === "split") call.order = new SplitOrder(exchange, this.loop);
    this.lane.dispatcher.dispatch(call);
  }

  private withListeners(name: string, value: Reply): Reply {
    const kind = LISTENED.get(name);
    if (kind === undefined) return value;
    return withListeners(value, (channel) => this.shared.upstream.moreListeners(kind, channel));
  }

  private async scan([cursor, ...options]: readonly Buffer[]): Promise<ServerReply> {
    const { dispatcher } = this.lane;
    const place = placeOf(cursor?.toString("latin1") ?? "", dispatcher.topology.shards);
    const args = [String(place.cursor), ...options];
    const call = new Call(plain(SCAN), args, BYTES, this.deadline(), false);
    call.options = { route: { kind: "slotId", slot: place.slot, role: "primary" } };
    const reply = call.promise();
    dispatcher.dispatch(call);
    const [next, keys] = (await reply) as [Buffer, Buffer[]];
    const after = cursorAfter(place, BigInt(next.toString("latin1")), dispatcher.topology.shards);
    return [String(after), keys];
  }

  private async track(args: readonly Buffer[]): Promise<ServerReply> {
    const request = trackingRequest(args, this.context.protocol);
    this.untrack();
    if (request !== undefined) {
      const tell = (bytes: Buffer): void => this.loop.interject(bytes);
      const tracking = await SessionTracking.begin(this.lane, request, this.deadline(), tell);
      if (this.loop.ending !== undefined) {
        tracking.end();
        return new Simple("OK");
      }
      this.tracking = tracking;
      this.lane = tracking.lane;
    }
    return new Simple("OK");
  }

  private untrack(): void {
    this.tracking?.end();
    this.tracking = undefined;
    this.lane = this.entered;
  }

  private wait(exchange: Exchange): void {
    const args = argsOf(exchange);
    const given = Number(args.at(-1)?.toString("latin1"));
    const blockMs = given === 0 ? 2 ** 30 : Math.max(0, given || 0);
    const deadline = this.deadline() + blockMs;
    const reply = waitForReplicas(this.lane, exchange.row.name, args, deadline, this.signal);
    this.settle(exchange, reply as Promise<ServerReply>);
  }

  private subscribe(exchange: Exchange): void {
    const { context } = this;
    const subscriber = {
      get protocol() {
        return context.protocol;
      },
      interject: (bytes: Buffer) => this.loop.interject(bytes),
      refused: () => this.loop.end("unsubscribed"),
    };
    const late = AbortSignal.timeout(this.shared.timeoutMs);
    const signal = AbortSignal.any([late, this.signal]);
    this.subscriptions.subscribe(kindOf(exchange), argsOf(exchange), this.lane.hub, subscriber, signal).then(
      (bytes) => exchange.reply(bytes),
      (error: Error) => exchange.reject(0, late.aborted ? NOT_SUBSCRIBED : error),
    );
  }

  private unsubscribe(exchange: Exchange): void {
    if (!this.subscribed && this.shared.server.isValkey8) {
      const name = exchange.row.name.toLowerCase();
      const text = `NOSUB '${name}' command executed not in subscribed mode`;
      exchange.reply(errorBytes(text), "refused");
      return;
    }
    const { protocol } = this.context;
    exchange.reply(this.subscriptions.unsubscribe(kindOf(exchange), argsOf(exchange), protocol));
  }

  private get signal(): AbortSignal {
    this.ending ??= new AbortController();
    return this.ending.signal;
  }

  private deadline(): number {
    const { turn } = this.shared.upstream;
    turn.open();
    return turn.now + this.shared.timeoutMs;
  }
}

const SCAN = plainSpec("SCAN");
const NOT_SUBSCRIBED = new Refusal("CLUSTERDOWN proxy: no server confirmed the subscription in time");

function kindOf({ row }: Exchange): ChannelKind {
  if (row.name.startsWith("P")) return "pattern";
  return row.name.startsWith("SS") || row.name.startsWith("SUNS") ? "shard" : "channel";
}

const plainSpecs = new WeakMap<CommandSpec, CommandSpec>();

/** The same command, its reply left as it comes. */
function plain(spec: CommandSpec): CommandSpec {
  let found = plainSpecs.get(spec);
  if (found === undefined) {
    found = { ...spec, decode: undefined };
    plainSpecs.set(spec, found);
  }
  return found;
}
