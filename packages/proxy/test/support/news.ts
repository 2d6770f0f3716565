import {
  block,
  type FakeNntp,
  type FakeNntpOptions,
  farewell,
  type NntpReply,
  type NntpRequest,
  startFakeNntp,
} from "fairlead-harness";
import { pino } from "pino";
import type { NewsConfig, ProviderConfig } from "../../src/config/provider-config.ts";
import { type Request, requestOf } from "../../src/nntp/request.ts";
import { Journal } from "../../src/observe/journal.ts";
import type { Ask, Handle, PostSink, ReplySink } from "../../src/providers/ask.ts";
import { News } from "../../src/providers/news.ts";
import type { Trouble } from "../../src/providers/trouble.ts";

/** Where a provider listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** A server that says this to all but what belongs to setting up connections. */
export function serverThatSays(
  reply: NntpReply | ((request: NntpRequest) => NntpReply | Promise<NntpReply>),
  options: FakeNntpOptions = {},
): Promise<FakeNntp> {
  return startFakeNntp(
    (request) => SETUP[request.verb] ?? (typeof reply === "function" ? reply(request) : reply),
    options,
  );
}

const SETUP: Readonly<Record<string, NntpReply>> = {
  MODE: "200 posting",
  CAPABILITIES: block("101 list", ["VERSION 2", "READER", "OVER MSGID", "HDR", "POST", "IHAVE"]),
  DATE: "111 20260101000000",
  QUIT: farewell("205 bye"),
};

/** A provider's settings, with the times of tests. */
export function providerConfig(at: Listening, settings: Partial<ProviderConfig> = {}): ProviderConfig {
  return {
    name: `p${at.port}`,
    host: at.host,
    port: at.port,
    tls: undefined,
    tier: 0,
    weight: 1,
    maxConnections: 4,
    warmConnections: 0,
    maxPinned: 3,
    compress: "off",
    posting: false,
    statProbe: false,
    connectTimeoutMs: 5_000,
    replyTimeoutMs: 5_000,
    idleTimeoutMs: 60_000,
    maxAgeMs: 0,
    keepAliveMs: 0,
    coolDownMs: 60_000,
    ...settings,
  };
}

/** Starts to serve from these providers. Ends with the test that disposes of it. */
export async function startNews(
  providers: readonly ProviderConfig[],
  settings: Partial<NewsConfig> = {},
  journal: Journal = new Journal(pino({ level: "silent" })),
): Promise<News & AsyncDisposable> {
  const news = new News(
    {
      kind: "nntp",
      providers,
      selection: "least-loaded",
      facts: { lifeMs: 3_600_000, maxArticles: 1_000 },
      checkYenc: false,
      ...settings,
    },
    journal,
  );
  await news.start();
  return Object.assign(news, { [Symbol.asyncDispose]: () => news.close({ timeoutMs: 0 }) });
}

export function request(line: string): Request {
  const found = requestOf(line);
  if (found === undefined) throw new Error(`no request: ${line}`);
  return found;
}

/** Keeps what it is told. Throws when it is told more than one end. */
export class Told implements ReplySink, PostSink {
  text = "";
  status = 0;
  trouble: Trouble | undefined = undefined;
  pieces = 0;
  invitations = 0;
  /** Resolves with how it ended. */
  readonly ended: Promise<"reply" | "missed" | "unavailable" | "broken">;
  private settle!: (how: "reply" | "missed" | "unavailable" | "broken") => void;
  private ends: string[] = [];

  constructor() {
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  write(bytes: Buffer, start: number, end: number): void {
    if (this.ends.length > 0) throw new Error(`a piece after ${this.ends}`);
    this.pieces++;
    this.text += bytes.toString("latin1", start, end);
  }

  end(status: number, _text: string): void {
    this.status = status;
    this.over("reply");
  }

  missed(): void {
    this.over("missed");
  }

  unavailable(trouble: Trouble): void {
    this.trouble = trouble;
    this.over("unavailable");
  }

  broken(): void {
    this.over("broken");
  }

  invited(): void {
    this.invitations++;
  }

  drained(): void {}

  private over(how: "reply" | "missed" | "unavailable" | "broken"): void {
    this.ends.push(how);
    if (this.ends.length > 1) throw new Error(`ended twice: ${this.ends}`);
    if (how !== "reply" && how !== "broken" && this.pieces > 0) throw new Error(`${how} after a piece`);
    this.settle(how);
  }
}

/** Asks for an article by a whole line, and gives what came of it: all bytes, or how else it ended. */
export async function asked(news: News, line: string, settings: Partial<Ask> = {}): Promise<string> {
  const { told } = ask(news, line, settings);
  const how = await told.ended;
  return how === "reply" ? told.text : how === "broken" ? `${told.text}[broken]` : how;
}

export function ask(
  news: News,
  line: string,
  settings: Partial<Ask> = {},
): { readonly told: Told; readonly handle: Handle } {
  const told = new Told();
  const messageId = /<\S+>/.exec(line)?.[0];
  const handle = news.ask({ request: request(line), messageId, sink: told, ...settings });
  return { told, handle };
}
