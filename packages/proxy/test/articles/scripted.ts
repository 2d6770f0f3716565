import { ArticleCache } from "../../src/articles/article-cache.ts";
import type { CacheConfig } from "../../src/config/provider-config.ts";
import type { Ask, Handle } from "../../src/providers/ask.ts";
import { trouble } from "../../src/providers/trouble.ts";
import { request, Told } from "../support/news.ts";

export const ID = "<1@test>";
export const HEAD = "Subject: x\r\n..odd: y\r\n";
export const BODY = "..a line\r\n\r\nanother\r\n";
export const ARTICLE = `220 0 ${ID}\r\n${HEAD}\r\n${BODY}.\r\n`;
/** One that is larger than 1000 bytes. */
export const LARGE = `220 0 ${ID}\r\n${"x".repeat(2_000)}\r\n.\r\n`;

export const MIB = 1024 * 1024;

/** A request that has come to the providers, and what is told of it. */
export class Asked implements Handle {
  readonly shared = false;
  readonly ask: Ask;
  isPaused = false;
  isCancelled = false;
  /** Its memory is used again. */
  private readonly memory = Buffer.alloc(MIB);

  constructor(ask: Ask) {
    this.ask = ask;
  }

  get line(): string {
    return this.ask.request.text;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  cancel(): void {
    this.isCancelled = true;
  }

  write(text: string): void {
    if (this.isCancelled) return;
    this.memory.fill("#");
    this.ask.sink.write(this.memory, 10, 10 + this.memory.write(text, 10, "latin1"));
  }

  end(line: string): void {
    if (!this.isCancelled) this.ask.sink.end(Number(line.slice(0, 3)), line);
  }

  /** The whole reply: the status line with the first piece, and then pieces of these sizes. */
  reply(text: string, ...sizes: number[]): void {
    const line = text.slice(0, text.indexOf("\r\n"));
    let at = 0;
    for (const size of [...sizes, text.length]) {
      const end = at === 0 ? line.length + 2 + size : at + size;
      if (at < text.length) this.write(text.slice(at, end));
      at = end;
    }
    this.end(line);
  }

  missed(): void {
    if (!this.isCancelled) this.ask.sink.missed();
  }

  unavailable(): void {
    if (!this.isCancelled) this.ask.sink.unavailable(trouble("down", "It is down."));
  }

  broken(): void {
    if (!this.isCancelled) this.ask.sink.broken();
  }
}

/** Providers that say what the test does. */
export class Script {
  readonly asked: Asked[] = [];
  readonly cache: ArticleCache;

  constructor(settings: Partial<CacheConfig> = {}) {
    this.cache = new ArticleCache(this, {
      articles: "whole",
      memoryBytes: 64 * MIB,
      ttlMs: 60_000,
      maxArticleBytes: 4 * MIB,
      ...settings,
    });
  }

  get last(): Asked {
    const last = this.asked.at(-1);
    if (last === undefined) throw new Error("nothing was asked");
    return last;
  }

  ask(ask: Ask): Handle {
    const asked = new Asked(ask);
    this.asked.push(asked);
    return asked;
  }

  /** A reader asks. */
  read(
    line: string,
    told: Told = new Told(),
    timeoutMs = 60_000,
  ): { readonly told: Told; readonly handle: Handle } {
    const messageId = /<\S+>/.exec(line)?.[0];
    return { told, handle: this.cache.ask({ request: request(line), messageId, sink: told, timeoutMs }) };
  }
}

/** Once everything has been done that needs no waiting. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Takes pieces until it has had so many, and then none before it is let go. */
export class Slow extends Told {
  handle: Handle | undefined = undefined;
  private readonly room: number;

  constructor(room: number) {
    super();
    this.room = room;
  }

  override write(bytes: Buffer, start: number, end: number): void {
    super.write(bytes, start, end);
    if (this.pieces % this.room === 0) this.handle?.pause();
  }
}

/** How it ended, with all that came. */
export async function toldBy({ told }: { readonly told: Told }): Promise<string> {
  const how = await told.ended;
  return how === "reply" ? told.text : `${told.text}[${how}]`;
}

/** Has an article kept. */
export async function keep(script: Script, text = ARTICLE): Promise<void> {
  const reading = script.read(`ARTICLE ${ID}`);
  await settled();
  script.last.reply(text);
  await reading.told.ended;
  await settled();
}
