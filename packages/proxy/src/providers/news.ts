import type { NewsConfig } from "../config/provider-config.ts";
import type { Situation } from "../nntp/situation.ts";
import type { Journal } from "../observe/journal.ts";
import type { Ask, Handle, Lease, LeaseRequest, PostHandle, PostRequest } from "./ask.ts";
import type { NewsFigures } from "./figures.ts";

/** What providers can do, as a session's {@link Situation} has it. */
export type Abilities = Pick<Situation, "over" | "hdr" | "posting" | "offering">;

/** All news providers of a configuration, as one. */
export class News {
  /** Connects to nobody before {@link start}. */
  constructor(_config: NewsConfig, _journal: Journal) {
    throw new Error("to be done");
  }

  /**
   * Reads the remembered facts and the files of authorities, and begins to connect: to each provider once, to learn what it
   * can, or as often as `warmConnections` says. Resolves without waiting for connections.
   *
   * @throws the system's error when a file of authorities can't be read.
   */
  start(): Promise<void> {
    throw new Error("to be done");
  }

  /** Asks one provider after the other until one replies. Nothing is asked again once a piece was written. */
  ask(_ask: Ask): Handle {
    throw new Error("to be done");
  }

  /** A connection for a session that pins. */
  lease(_wanted: LeaseRequest): Lease {
    throw new Error("to be done");
  }

  /** Sends `POST` or `IHAVE` to a provider that takes articles, and the block behind. */
  post(_post: PostRequest): PostHandle {
    throw new Error("to be done");
  }

  /** What all providers can that have been connected to; what one of them takes, for articles to post. */
  abilities(): Abilities {
    throw new Error("to be done");
  }

  figures(): NewsFigures {
    throw new Error("to be done");
  }

  /**
   * Takes nothing new, waits for what is under way, at most so long, and ends all connections with `QUIT`. Keeps the facts.
   */
  close(_options: { readonly timeoutMs: number }): Promise<void> {
    throw new Error("to be done");
  }
}
