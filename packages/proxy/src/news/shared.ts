import type { SessionMode } from "fairlead-session";
import type { Observer } from "../observe/observer.ts";
import type { News } from "../providers/news.ts";
import type { Allowance } from "./allowance.ts";

/** A reader that has been let in. */
export interface Reader {
  readonly user: string;
  /** How its session uses connections, if not as the listener's do. */
  readonly mode?: SessionMode;
  /** What it may do in a time, with its other sessions. Default: anything. */
  readonly allowance?: Allowance;
}

/** What a reader is told that may not come in though its password is right. */
export class TooMany extends Error {}

/** What all sessions of a listener have in common. */
export interface NewsShared {
  readonly news: Pick<News, "ask" | "lease" | "post" | "abilities">;
  /**
   * Checks a name and a password: `undefined` if they are wrong. Not there: nobody has to log in.
   *
   * @throws {TooMany} if the user has too many sessions, or too many log in at this moment.
   */
  readonly admit: ((username: string, password: string) => Promise<Reader | undefined>) | undefined;
  readonly observer: Observer;
  readonly terms: NewsTerms;
}

/** How a listener deals with readers. */
export interface NewsTerms {
  /** Whether names and passwords are taken without TLS. */
  readonly plainLogin: boolean;
  /** Whether `COMPRESS` is offered. */
  readonly compression: boolean;
  /** Whether articles are taken, where a provider takes them. */
  readonly posting: boolean;
  /** Verbs, upper case, that are sent on though nobody here knows them. */
  readonly passThrough: ReadonlySet<string>;
  /** Milliseconds until a reply has to begin. */
  readonly timeoutMs: number;
  /** Milliseconds without use after which the connection of a session's group is given back. */
  readonly pinIdleMs: number;
  /** Bytes of an article to post. */
  readonly maxArticleBytes: number;
}
