import { type Client, type Command, commands, defineScript, type PartialError } from "fairlead";
import { LONGEST_TIMER_MS } from "../duration.ts";
import { TimedOut } from "./failure.ts";
import { pause } from "./pause.ts";
import type { Answer, Ear, RedisLike, Request, SendOptions, TrackingEar, Verb } from "./redis-like.ts";
import { knowsSpublish } from "./spublish.ts";
import { asError } from "./within.ts";

/** Keys in one group of a scan. */
const GROUP = 256;
/** Before a channel that was refused is asked for again. */
const RESUBSCRIBE_MS = 1_000;

/** A client of ours. `owned`: it is closed with the layer. */
export function ownRedis(client: Client, owned: boolean): RedisLike {
  return new OwnRedis(client, owned);
}

class OwnRedis implements RedisLike {
  readonly joins: boolean;
  private readonly client: Client;
  private readonly owned: boolean;
  private readonly specs = new Map<Verb, Command["spec"]>();
  private readonly listeners = new Set<() => void>();

  constructor(client: Client, owned: boolean) {
    this.client = client;
    this.owned = owned;
    this.joins = !isClustered(client);
  }

  send(
    requests: readonly Request[],
    { timeoutMs, repeatable, latin1 }: SendOptions,
  ): Promise<readonly Answer[]> {
    const options = {
      timeoutMs,
      reply: latin1 === true ? "latin1" : "bytes",
      idempotent: repeatable,
    } as const;
    const { length } = requests;
    // Without the bookkeeping of a pipeline: most reads are of one key.
    if (length === 1) return this.client.send(this.command(requests[0]!), options).then(alone, failureAlone);
    const list = new Array<Command>(length);
    for (let at = 0; at < length; at++) list[at] = this.command(requests[at]!);
    return this.client
      .pipeline(list, options)
      .then(undefined, (error: unknown) => failures(error, length)) as Promise<readonly Answer[]>;
  }

  async *keys(
    match: string,
    timeoutMs: number,
    stepMs: number = timeoutMs,
  ): AsyncIterable<readonly Uint8Array[]> {
    const ending = new AbortController();
    const late = (): void => ending.abort(new TimedOut(`not all scanned within ${timeoutMs} ms`));
    const timer = timeoutMs > LONGEST_TIMER_MS ? undefined : setTimeout(late, timeoutMs);
    try {
      let group: Uint8Array[] = [];
      const page = { timeoutMs: Math.min(timeoutMs, stepMs), signal: ending.signal };
      const scan = this.client.scan({ match, reply: "bytes", ...page });
      for await (const key of scan) {
        group.push(key);
        if (group.length < GROUP) continue;
        yield group;
        group = [];
      }
      if (group.length > 0) yield group;
    } finally {
      clearTimeout(timer);
    }
  }

  async isSharded(timeoutMs: number): Promise<boolean> {
    if (this.joins) return false;
    return knowsSpublish(this.client.command(["COMMAND", "INFO", "SPUBLISH"], { timeoutMs }));
  }

  subscribe(channel: string, sharded: boolean, ear: Ear): () => void {
    const ending = new AbortController();
    const stop = (): void => {
      this.listeners.delete(stop);
      ending.abort();
    };
    this.listeners.add(stop);
    void this.listen(channel, sharded, ear, ending.signal);
    return stop;
  }

  track(prefix: string, ear: TrackingEar): () => void {
    const tracking = this.client.track(
      (told) => {
        if (told.kind === "slots") ear.missed();
        // A key that is no UTF-8 is none of ours.
        else ear.changed(told.keys.filter((key) => typeof key === "string"));
      },
      { mode: "broadcast", prefixes: [prefix] },
    );
    const stop = (): void => {
      this.listeners.delete(stop);
      void tracking[Symbol.asyncDispose]();
    };
    this.listeners.add(stop);
    return stop;
  }

  async close(): Promise<void> {
    for (const stop of this.listeners) stop();
    if (this.owned) await this.client.close();
  }

  private async listen(channel: string, sharded: boolean, ear: Ear, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const heard = sharded
          ? this.client.ssubscribe(channel, { signal })
          : this.client.subscribe(channel, { signal });
        // What was published before a server confirmed it was not heard.
        heard.ready.then(
          () => ear.missed(),
          () => undefined,
        );
        for await (const item of heard) {
          if (item.kind === "gap") ear.missed();
          else ear.hear(item.payload);
        }
        return;
      } catch (error) {
        if (signal.aborted || (error as { code?: unknown }).code === "ERR_CLOSED") return;
        ear.missed();
        await pause(RESUBSCRIBE_MS, signal);
      }
    }
  }

  private command({ verb, args }: Request): Command {
    let spec = this.specs.get(verb);
    if (spec === undefined) {
      spec = specOf(verb);
      this.specs.set(verb, spec);
    }
    return { spec, args: verb.script === undefined ? args : [verb.script.sha1, 1, ...args] };
  }
}

/** What our client knows of the command, taken from one that it makes. */
function specOf({ name, script }: Verb): Command["spec"] {
  if (script !== undefined) return defineScript({ lua: script.lua })(["key"]).spec;
  switch (name) {
    case "HMGET":
      return commands.hmget("key", "field").spec;
    case "PTTL":
      return commands.pttl("key").spec;
    case "GET":
      return commands.get("key").spec;
    case "MGET":
      return commands.mget("key").spec;
    case "PUBLISH":
      return commands.publish("channel", "text").spec;
    case "SPUBLISH":
      return commands.spublish("channel", "text").spec;
    default:
      throw new TypeError(`no such command here: ${name}`);
  }
}

/** Only nodes of a cluster have names. */
function isClustered({ topology }: Client): boolean {
  return topology.shards.some(({ primary }) => primary.id !== "");
}

function alone(reply: unknown): readonly Answer[] {
  return [reply as Answer];
}

function failureAlone(error: unknown): readonly Answer[] {
  return [asError(error)];
}

/** Each command's answer, where some failed; the same error for all of them where none was sent. */
function failures(error: unknown, count: number): readonly Answer[] {
  const { outcomes } = error as Partial<PartialError>;
  if (outcomes === undefined) return new Array<Answer>(count).fill(asError(error));
  return outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? (outcome.value as Answer) : outcome.reason,
  );
}
