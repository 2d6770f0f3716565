import { TEXTS } from "../nntp/texts.ts";
import type { Handle } from "../providers/ask.ts";
import type { News } from "../providers/news.ts";
import type { NewsExchange } from "./exchange.ts";

/** How often a reply that is cut off before its turn is asked for anew. */
const MOST_RETRIES = 3;

export interface AskOwner {
  /** It is being asked, or asked anew. */
  underWay(exchange: NewsExchange, handle: Handle): void;
  /** A piece of a reply has gone out. */
  wrote(exchange: NewsExchange): void;
  replied(exchange: NewsExchange, status: number): void;
  /** Says a reply of the proxy's own. */
  say(exchange: NewsExchange, text: string): void;
  /** A reply was cut off that the client has seen a part of. */
  broken(): void;
}

/** What there is to ask, and whom. */
export interface AskTerms {
  readonly articles: Pick<News, "ask">;
  /** The article that the request names. */
  readonly messageId: string | undefined;
  readonly timeoutMs: number;
}

/** Has any provider answer a request. A reply that is cut off while it waits for its turn is asked for anew. */
export function askAnybody(
  exchange: NewsExchange,
  terms: AskTerms,
  owner: AskOwner,
  retries: number = MOST_RETRIES,
): void {
  const { articles, messageId, timeoutMs } = terms;
  const handle = articles.ask({
    request: exchange.request,
    messageId,
    timeoutMs,
    sink: {
      write: (bytes, start, end) => {
        exchange.write(bytes, start, end);
        owner.wrote(exchange);
      },
      end: (status) => owner.replied(exchange, status),
      missed: () => owner.say(exchange, TEXTS.noArticle),
      unavailable: ({ kind }) =>
        owner.say(exchange, kind === "unsupported" ? TEXTS.noFeature : TEXTS.noProvider),
      broken: () => {
        if (exchange.begun) return owner.broken();
        exchange.restart();
        if (retries > 0) askAnybody(exchange, terms, owner, retries - 1);
        else owner.say(exchange, TEXTS.noProvider);
      },
    },
  });
  owner.underWay(exchange, handle);
}
