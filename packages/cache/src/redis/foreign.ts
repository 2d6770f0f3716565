import { LONGEST_TIMER_MS } from "../duration.ts";
import { serverCode, TimedOut } from "./failure.ts";
import { follow } from "./follow.ts";
import type { ForeignClient, Words } from "./foreign-client.ts";
import { literal } from "./glob.ts";
import type { Answer, Ear, RedisLike, Request, SendOptions, Verb, Word } from "./redis-like.ts";
import { scanNodes } from "./scan-nodes.ts";
import { knowsSpublish } from "./spublish.ts";
import { within } from "./within.ts";

/** Servers over a client that isn't ours: with a limit to every wait, scripts that are supplied, and scans of all primaries. */
export class ForeignRedis implements RedisLike {
  private readonly client: ForeignClient;
  private readonly ending = new AbortController();

  constructor(client: ForeignClient) {
    this.client = client;
  }

  get joins(): boolean {
    return !this.client.isCluster;
  }

  send(requests: readonly Request[], { timeoutMs }: SendOptions): Promise<readonly Answer[]> {
    return new Promise((resolve) => {
      const answers = new Array<Answer | undefined>(requests.length).fill(undefined);
      const giveUp = new AbortController();
      let left = requests.length;
      const end = (): void => {
        clearTimeout(timer);
        left = 0;
        resolve(answers as readonly Answer[]);
      };
      const late = (): void => {
        const error = new TimedOut(`no answer within ${timeoutMs} ms`);
        for (let at = 0; at < answers.length; at++) answers[at] ??= error;
        giveUp.abort();
        end();
      };
      const timer = timeoutMs > LONGEST_TIMER_MS ? undefined : setTimeout(late, timeoutMs);
      const settle = (at: number, answer: Answer): void => {
        if (left === 0) return;
        const { verb, args } = requests[at]!;
        if (answer instanceof Error && verb.script !== undefined && serverCode(answer) === "NOSCRIPT") {
          const whole = wordsOf("EVAL", [verb.script.lua, 1, ...args]);
          this.client.ask([whole], KEY_OF_SCRIPT, (_, again) => keep(at, again), giveUp.signal);
        } else keep(at, answer);
      };
      const keep = (at: number, answer: Answer): void => {
        answers[at] = plain(answer);
        if (--left === 0) end();
      };
      for (const [keyAt, list] of byKind(requests)) {
        const commands = list.map((at) => wordsOfRequest(requests[at]!));
        this.client.ask(commands, keyAt, (index, answer) => settle(list[index]!, answer), giveUp.signal);
      }
    });
  }

  keys(match: string, timeoutMs: number, stepMs?: number): AsyncIterable<readonly Uint8Array[]> {
    const pattern = literal(this.client.keyPrefix) + match;
    return this.unprefixed(scanNodes(this.client, pattern, timeoutMs, stepMs));
  }

  private async *unprefixed(
    groups: AsyncIterable<readonly Uint8Array[]>,
  ): AsyncIterable<readonly Uint8Array[]> {
    const from = Buffer.byteLength(this.client.keyPrefix);
    for await (const keys of groups) yield from === 0 ? keys : keys.map((key) => key.subarray(from));
  }

  async isSharded(timeoutMs: number): Promise<boolean> {
    if (!this.client.isCluster) return false;
    const asked = async (): Promise<boolean> => {
      const node = await this.client.node();
      try {
        return await knowsSpublish(node.ask(["COMMAND", "INFO", "SPUBLISH"]));
      } finally {
        node.release();
      }
    };
    const known = await within(asked(), timeoutMs);
    if (known instanceof Error) throw known;
    return known;
  }

  subscribe(channel: string, sharded: boolean, ear: Ear): () => void {
    const stopping = new AbortController();
    const signal = AbortSignal.any([this.ending.signal, stopping.signal]);
    void follow(this.client, channel, sharded, ear, signal);
    return () => stopping.abort();
  }

  /** Ends its subscriptions. The client is whoever's it was before. */
  async close(): Promise<void> {
    this.ending.abort();
  }
}

/** Where the key stands among the arguments: behind the script and the number of keys, if there is a script. */
const KEY_OF_SCRIPT = 2;

/** Which requests have their key where. */
function byKind(requests: readonly Request[]): ReadonlyMap<number, readonly number[]> {
  const kinds = new Map<number, number[]>();
  for (let at = 0; at < requests.length; at++) {
    const keyAt = requests[at]!.verb.script === undefined ? 0 : KEY_OF_SCRIPT;
    const list = kinds.get(keyAt);
    if (list === undefined) kinds.set(keyAt, [at]);
    else list.push(at);
  }
  return kinds;
}

function wordsOfRequest({ verb, args }: Request): Words {
  return verb.script === undefined
    ? wordsOf(verb.name, args)
    : wordsOf(verb.name, [verb.script.sha1, 1, ...args]);
}

function wordsOf(name: Verb["name"], args: readonly Word[]): Words {
  return [name, ...args.map(wireWord)];
}

function wireWord(word: Word): string | Buffer {
  if (typeof word === "string" || Buffer.isBuffer(word)) return word;
  if (typeof word === "number") return String(word);
  return Buffer.from(word.buffer, word.byteOffset, word.byteLength);
}

/** Some clients can be told to give numbers as text. */
function plain(answer: Answer): Answer {
  return typeof answer === "string" && /^-?\d+$/.test(answer) ? Number(answer) : answer;
}
