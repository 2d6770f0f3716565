import type { Article } from "./articles.ts";
import type { NewsLogin } from "./login.ts";

export const SYNTAX_ERROR = "501 Syntax error";
export const NO_GROUP = "412 No newsgroup selected";

/** What a library has. */
export interface Stock {
  /** Undefined if anybody may read. */
  readonly login: NewsLogin | undefined;
  readonly shelves: ReadonlyMap<string, Shelf>;
  readonly byId: ReadonlyMap<string, Article>;
  /** Takes in what was posted. */
  receive(bytes: Buffer): void;
}

/** A group's articles by their numbers, which are given from 1 on and never again. */
export interface Shelf {
  readonly name: string;
  readonly articles: Map<number, Article>;
  last: number;
}

/** What one reader is at. */
export interface Place {
  shelf: Shelf | undefined;
  /** The current article's number. */
  current: number | undefined;
  user: string | undefined;
  loggedIn: boolean;
}

/** An article, by its number in the group or 0. */
interface Found {
  readonly number: number;
  readonly article: Article;
}

/** One article by message-id, number, or as the current one; or why there is none. */
export function find({ byId }: Stock, { shelf, current }: Place, which: string | undefined): Found | string {
  if (which?.startsWith("<")) {
    const article = byId.get(which);
    return article === undefined ? "430 No such article" : { number: 0, article };
  }
  if (which !== undefined && !/^\d{1,16}$/.test(which)) return SYNTAX_ERROR;
  if (shelf === undefined) return NO_GROUP;
  const number = which === undefined ? current : Number(which);
  const article = number === undefined ? undefined : shelf.articles.get(number);
  if (article !== undefined) return { number: number!, article };
  return which === undefined ? "420 Current article number is invalid" : "423 No article with that number";
}

/** Like {@link find}, for a range too. */
export function findAll(library: Stock, place: Place, which: string | undefined): readonly Found[] | string {
  const range = which?.startsWith("<") ? undefined : parseRange(which ?? "");
  if (range === undefined || !which?.includes("-")) {
    const found = find(library, place, which);
    return typeof found === "string" ? found : [found];
  }
  if (place.shelf === undefined) return NO_GROUP;
  const found = within(place.shelf, range);
  return found.length === 0 ? "423 No articles in that range" : found;
}

export function bounds({ articles, last }: Shelf): { readonly first: number; readonly last: number } {
  const [first = last + 1] = articles.keys();
  return { first, last: Math.max(last, 0) };
}

export function within({ articles }: Shelf, [first, last]: readonly [number, number]): Found[] {
  return [...articles]
    .filter(([number]) => number >= first && number <= last)
    .map(([number, article]) => ({ number, article }));
}

export function parseRange(text: string): readonly [first: number, last: number] | undefined {
  const [, first, dash, last] = /^(\d{1,16})(-?)(\d{0,16})$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  if (!dash) return [Number(first), Number(first)];
  return [Number(first), last ? Number(last) : Infinity];
}
