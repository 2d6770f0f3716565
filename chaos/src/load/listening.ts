import { setTimeout as sleep } from "node:timers/promises";
import type { ChannelHistory, Heard, Published } from "../history/channels.ts";
import type { Random } from "../random.ts";
import type { Messages, Subject } from "./subject.ts";

const CLASSIC = 2;
const SHARDED = 4;
const MAX_PAUSE_MS = 40;
/** Time for what is under way to arrive, once nothing more is published. */
const SETTLE_MS = 300;

interface Channel {
  readonly name: string;
  readonly sharded: boolean;
  readonly published: Published[];
  readonly heard: Heard[];
  readonly messages: Messages;
  readonly reading: Promise<void>;
}

/** Channels of one client, each with a publisher that counts and a subscriber that notes what it gets. */
export class Listening {
  readonly #subject: Subject;
  readonly #random: Random;
  readonly #channels: readonly Channel[];
  readonly #publishers: readonly Promise<void>[];
  #stopped = false;

  private constructor(subject: Subject, random: Random, channels: readonly Channel[]) {
    this.#subject = subject;
    this.#random = random;
    this.#channels = channels;
    this.#publishers = channels.map((channel) => this.#publish(channel));
  }

  /** Resolves when every channel is subscribed. */
  static async start(subject: Subject, name: string, random: Random): Promise<Listening> {
    const channels = Array.from({ length: CLASSIC + SHARDED }, (_, n): Channel => {
      const sharded = n >= CLASSIC;
      const channel = `${name}:${sharded ? "s" : "c"}${n}`;
      const heard: Heard[] = [];
      const messages = subject.subscribe(channel, sharded);
      return { name: channel, sharded, published: [], heard, messages, reading: read(messages, heard) };
    });
    await Promise.all(channels.map(({ messages }) => messages.ready));
    return new Listening(subject, random, channels);
  }

  /** Stops publishing, waits for what is under way, and leaves the channels. */
  async stop(): Promise<readonly ChannelHistory[]> {
    this.#stopped = true;
    await Promise.all(this.#publishers);
    await sleep(SETTLE_MS);
    await Promise.all(this.#channels.map(({ messages }) => messages.close()));
    await Promise.all(this.#channels.map(({ reading }) => reading));
    return this.#channels.map(({ name: channel, sharded, published, heard }) => ({
      channel,
      sharded,
      published,
      heard,
    }));
  }

  async #publish({ name, sharded, published }: Channel): Promise<void> {
    for (let sequence = 0; !this.#stopped; sequence++) {
      await sleep(this.#random() * MAX_PAUSE_MS);
      // A publish may have run although nothing came back: it is known before it is sent.
      const at = published.push({ sequence, receivers: undefined }) - 1;
      const receivers = await this.#subject.publish(name, String(sequence), sharded).catch(() => undefined);
      published[at] = { sequence, receivers };
    }
  }
}

async function read(messages: Messages, heard: Heard[]): Promise<void> {
  for await (const text of messages) heard.push(text === undefined ? "gap" : Number(text));
}
