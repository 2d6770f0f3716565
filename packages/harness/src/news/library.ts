import { type Article, parseArticle } from "./articles.ts";
import type { NntpHandler } from "./fake-nntp.ts";
import { answerOf } from "./library-answers.ts";
import type { NewsLogin } from "./login.ts";
import type { NntpConnection, NntpRequest } from "./nntp-connection.ts";
import type { NntpReply } from "./nntp-replies.ts";
import type { Place, Shelf, Stock } from "./shelves.ts";

export interface LibraryOptions {
  /** Articles may be in others too; those are not known as groups. */
  readonly groups: readonly string[];
  readonly articles?: readonly Article[];
  /** Who may do more than say who they are. Default: anybody. */
  readonly login?: NewsLogin;
}

/**
 * A small news server that keeps everything in memory, for `startFakeNntp(library.handler)`: the reader
 * commands of RFC 3977 and their older names, posting, streaming (RFC 4644) and AUTHINFO USER.
 */
export class Library implements Stock {
  readonly login: NewsLogin | undefined;
  readonly shelves: ReadonlyMap<string, Shelf>;
  readonly byId: ReadonlyMap<string, Article>;
  readonly handler: NntpHandler = (request) => this.#answer(request);
  readonly #byId = new Map<string, Article>();
  readonly #places = new WeakMap<NntpConnection, Place>();

  constructor({ groups, articles = [], login }: LibraryOptions) {
    this.login = login;
    this.byId = this.#byId;
    this.shelves = new Map(groups.map((name) => [name, { name, articles: new Map(), last: 0 }]));
    for (const article of articles) this.add(article);
  }

  /** Takes an article in, unless it is there. */
  add(article: Article): void {
    if (this.#byId.has(article.messageId)) return;
    this.#byId.set(article.messageId, article);
    for (const group of article.groups) {
      const shelf = this.shelves.get(group);
      shelf?.articles.set(++shelf.last, article);
    }
  }

  /** Takes an article out: its numbers stay unused. */
  remove(messageId: string): void {
    this.#byId.delete(messageId);
    for (const { articles } of this.shelves.values()) {
      for (const [number, article] of articles) {
        if (article.messageId === messageId) articles.delete(number);
      }
    }
  }

  /** Takes in what was posted. A message-id is made up if it has none. */
  receive(bytes: Buffer): void {
    const article = parseArticle(bytes);
    const id = `<posted.${this.#byId.size + 1}@fairlead.internal>`;
    const named = () => parseArticle(Buffer.concat([Buffer.from(`Message-ID: ${id}\r\n`), bytes]));
    this.add(article.messageId === "" ? named() : article);
  }

  #answer(request: NntpRequest): NntpReply {
    const { connection } = request;
    let place = this.#places.get(connection);
    if (place === undefined) {
      place = { shelf: undefined, current: undefined, user: undefined, loggedIn: this.login === undefined };
      this.#places.set(connection, place);
    }
    return answerOf(this, place, request);
  }
}

/** See {@link Library}. */
export function library(options: LibraryOptions): Library {
  return new Library(options);
}
