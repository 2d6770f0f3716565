import { ok, deepStrictEqual as same } from "node:assert/strict";
import {
  type Address,
  type Article,
  freePort,
  LOOPBACK,
  library,
  NntpClient,
  startFakeNntp,
  startInn,
  textArticle,
} from "fairlead-harness";
import { ProxyProcess } from "../proxy/proxy-process.ts";
import { duration, grouped } from "../report/numbers.ts";
import type { Exhibit } from "./tour.ts";

const GROUP = "demo.knots";
const ARTICLES = 20;

/** A reader of a proxy in front of two providers, one of them to be killed. */
export interface Newsroom extends AsyncDisposable {
  /** What the first provider is: `INN`, or what stands for it where that can't be had. */
  readonly provider: string;
  readonly reader: NntpClient;
  readonly articles: readonly Article[];
  killFirst(): Promise<void>;
}

interface FirstProvider extends Address, AsyncDisposable {
  readonly name: string;
  kill(): Promise<void>;
}

/** Starts two providers with the same articles, a proxy and a reader. */
export async function openNewsroom(): Promise<Newsroom> {
  const articles = Array.from({ length: ARTICLES }, (_, index) =>
    textArticle({ seed: `demo-${index}`, groups: [GROUP], subject: `Knot ${index + 1}`, size: 20_000 }),
  );
  const first = await inn(articles).catch(() => fake(articles));
  const second = await fake(articles);
  const port = await freePort();
  const urls = [
    `nntp://${first.host}:${first.port}?name=first`,
    `nntp://${second.host}:${second.port}?name=second&tier=1`,
  ];
  const proxy = await ProxyProcess.run(
    ["nntp", "--listen", `${LOOPBACK}:${port}`, ...urls.flatMap((url) => ["--to", url])],
    { host: LOOPBACK, port },
  );
  const reader = await NntpClient.open({ host: LOOPBACK, port });
  return {
    provider: first.name,
    reader,
    articles,
    killFirst: () => first.kill(),
    async [Symbol.asyncDispose]() {
      for (const part of [reader, proxy, first, second]) await part[Symbol.asyncDispose]();
    },
  };
}

/** What a reader sees of it, in one session from beginning to end. */
export const NEWS_TOUR: readonly Exhibit<Newsroom>[] = [
  {
    title: "an article",
    async show({ reader, articles: [article], provider }) {
      same(await bodyOf(reader, article!), textOf(article!));
      return `BODY by message-id, from ${provider}: ${grouped(textOf(article!).length)} bytes as they were posted`;
    },
  },
  {
    title: "a group",
    async show({ reader, articles }) {
      await reader.command(`GROUP ${GROUP}`, new RegExp(`^211 ${ARTICLES} 1 ${ARTICLES} `));
      const overview = String(await reader.block(`OVER 1-${ARTICLES}`, /^224/))
        .trimEnd()
        .split("\r\n");
      same(
        overview.map((line) => line.split("\t")[1]),
        articles.map(({ headers }) => headers.get("subject")),
      );
      await reader.command("NEXT", /^223 2 /);
      return `GROUP, OVER of ${ARTICLES} articles, NEXT: a connection to one provider, for as long as it is needed`;
    },
  },
  {
    title: "a dead one",
    async show({ reader, articles, killFirst, provider }) {
      await killFirst();
      let longestMs = 0;
      for (const article of articles) {
        const begin = performance.now();
        same(await bodyOf(reader, article), textOf(article));
        longestMs = Math.max(longestMs, performance.now() - begin);
      }
      return `${provider} killed: all ${articles.length} articles read on from the other, in the same session; waited ${duration(longestMs)} at most`;
    },
  },
  {
    title: "the group then",
    async show({ reader }) {
      const lost = await reader.command("NEXT", /^412/);
      await reader.command(`GROUP ${GROUP}`, /^211/);
      await reader.command("NEXT", /^223/);
      ok(lost.includes("lost"));
      return `numbers are each provider's own, so it was lost ("${lost}"); selected again, at the other`;
    },
  },
  {
    title: "nowhere",
    async show({ reader }) {
      await reader.command("STAT <no@article>", /^4(30|03) /);
      return "an article that nobody has: told so, and not that it were missing while a provider could not be asked";
    },
  },
];

async function inn(articles: readonly Article[]): Promise<FirstProvider> {
  const server = await startInn({ groups: [GROUP], articles });
  return Object.assign(server, { name: "INN" });
}

async function fake(articles: readonly Article[]): Promise<FirstProvider> {
  const server = await startFakeNntp(library({ groups: [GROUP], articles }).handler);
  let isOpen = true;
  const kill = async (): Promise<void> => {
    if (isOpen) await server.close();
    isOpen = false;
  };
  const { host, port } = server;
  return { host, port, name: "a server of the harness", kill, [Symbol.asyncDispose]: kill };
}

function bodyOf(reader: NntpClient, { messageId }: Article): Promise<Buffer> {
  return reader.block(`BODY ${messageId}`, /^222/);
}

function textOf({ bytes }: Article): Buffer {
  return bytes.subarray(bytes.indexOf("\r\n\r\n") + 4);
}
