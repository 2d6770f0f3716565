import type { Request } from "../nntp/request.ts";
import type { Flow } from "../session/brakes.ts";
import type { Trouble } from "./trouble.ts";

/**
 * Takes the reply to a request that one provider is asked: pieces and then `end`; or, in their place, `unavailable`; or
 * pieces and then `broken`. Exactly one of the three ends it. Nothing is called before the call that sent the request has
 * returned, nor after it was cancelled. Must not throw.
 */
export interface ExchangeSink {
  /**
   * A piece of the reply as it is sent: status line, block with its dots stuffed, terminator. In memory that is used again
   * once this returns. The first piece has all of the status line. A few may still come after `pause`.
   */
  write(bytes: Buffer, start: number, end: number): void;
  /** The reply is complete. `text`: its status line without CRLF, each octet a character. */
  end(status: number, text: string): void;
  /**
   * There will be no reply, and nothing of one was written. The request may have run. Of the kind `unsupported`: it was sent
   * to nobody, since no provider does such requests; else another attempt may succeed.
   */
  unavailable(trouble: Trouble): void;
  /** What was written is all there will ever be: the reply is cut off, and nothing may follow it. */
  broken(): void;
}

/** The same for a request that all providers may be asked. */
export interface ReplySink extends ExchangeSink {
  /** No provider has the article: all that could be asked said so, now or lately. Comes in place of the others. */
  missed(): void;
}

/** A request that any provider may answer. */
export interface Ask {
  readonly request: Request;
  /** The article that it names. Providers that are known not to have it are left out. */
  readonly messageId?: string | undefined;
  readonly sink: ReplySink;
  /** Milliseconds until the reply has to begin, all providers and waiting taken together. Default `60000`. */
  readonly timeoutMs?: number;
}

/** A request that is under way. `pause` and `resume` hold up the connection that its reply comes from. */
export interface Handle extends Flow {
  /** The client is gone: the sink gets nothing any more. A short rest of the reply is read, a long one ends its connection. */
  cancel(): void;
}

/** What a session that pins wants. */
export interface LeaseRequest {
  /** Only this provider will do. Default: any. */
  readonly provider?: string;
  /** Any but these. */
  readonly except?: ReadonlySet<string>;
  /** Milliseconds to get a connection, waiting included. Default `60000`. */
  readonly timeoutMs?: number;
  /**
   * There is no connection, or not any more; called once, and not after `release`. Requests that were under way have been
   * told before, as `unavailable` or `broken`.
   */
  readonly onLost: (trouble: Trouble) => void;
}

/**
 * A connection that one session has to itself. It is there at once: requests wait until there is a connection behind it, and
 * are sent one after the other. What another session did on that connection is unknown: begin with `GROUP`, or a replay.
 */
export interface Lease extends Flow {
  /** The provider's name; `undefined` until there is a connection. Known in every `write` and `end`. */
  readonly provider: string | undefined;
  /**
   * Asks the provider. A reply that says that it serves nobody at present (400, 480, ..) is not handed on: the request is
   * `unavailable`, as are those behind it, and the lease is lost. On a lease that is lost already, too.
   */
  exchange(request: Request, sink: ExchangeSink): void;
  /** The same for a command of the proxy's own, such as a step of a replay. `command`: the verb in upper case. */
  send(command: string, bytes: Buffer, sink: ExchangeSink): void;
  /** Gives it back. `clean`: the connection may be used by others; `false`, or with requests under way, it is closed. */
  release(clean: boolean): void;
}

/** Takes the replies to a `POST` or `IHAVE`. */
export interface PostSink extends ExchangeSink {
  /**
   * The first reply, 340 or 335, was written whole: the block is to be sent by {@link PostHandle.send}. Then the second reply
   * comes as the first. From here on `broken` may come without a piece of the second reply: nobody knows then whether the
   * article was taken, and as long as nothing of a second reply was written the client can be told so.
   */
  invited(): void;
  /** After {@link PostHandle.send} gave `false`: there is room again. */
  drained(): void;
}

export interface PostRequest {
  /** `POST` or `IHAVE`. */
  readonly request: Request;
  /** Only this provider will do. Default: any that takes articles. */
  readonly provider?: string | undefined;
  readonly sink: PostSink;
  /** Milliseconds until the first reply has to begin. Default `60000`. */
  readonly timeoutMs?: number;
}

export interface PostHandle extends Handle {
  /**
   * A piece of the block, dots stuffed; `last` if the terminator ends it. Copies what it can't write at once.
   *
   * @returns `false` if no more should come before `drained`.
   */
  send(bytes: Buffer, start: number, end: number, last: boolean): boolean;
}
