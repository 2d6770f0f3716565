import { backoffMs } from "./backoff.ts";
import type { Cancel, Runtime } from "./runtime.ts";

/** Who to be for the server. */
export interface Credentials {
  /** ACL user. Default `"default"`. */
  readonly username?: string;
  readonly password: string;
  /**
   * Milliseconds from now for which they are good. Then they are asked for again in time, and connections that stand log in
   * again: for tokens that expire. Only of what a function gives. Default: for ever.
   */
  readonly validForMs?: number;
}

/** Who to be: always the same, asked anew for each connection, or whoever a stream says last. */
export type GivenCredentials =
  | Credentials
  | (() => Credentials | Promise<Credentials>)
  | AsyncIterable<Credentials>;

/** Somebody who has logged in, and is to do so again with new credentials. */
export type Renew = (credentials: Credentials) => void;

/** Least and most of the validity that passes before credentials are asked for again. */
const EARLIEST = 0.75;
const LATEST = 0.9;

/** When credentials that are valid for so long are to be asked for again, in milliseconds from now. */
export function renewalMs(validForMs: number, random: number): number {
  return validForMs * (EARLIEST + (LATEST - EARLIEST) * random);
}

/**
 * Where the client's credentials come from: fixed ones, a function, or a stream. Knows the connections that stand, so that
 * they log in again before the credentials expire, and whenever the stream has new ones.
 */
export class CredentialSource {
  // Private to the engine too: whoever inspects a client must not see a password.
  readonly #given: GivenCredentials | undefined;
  #latest: Credentials | undefined;
  #stream: Promise<Credentials> | undefined;
  #cancel: Cancel | undefined;
  #plannedAt = Number.POSITIVE_INFINITY;
  #attempt = 1;
  #endStream: () => void = () => undefined;
  #closed = false;
  readonly #renewers = new Set<Renew>();
  readonly #runtime: Runtime;

  constructor(given: GivenCredentials | undefined, runtime: Runtime) {
    this.#given = given;
    this.#runtime = runtime;
  }

  /** The credentials for a new connection. @throws what the function or the stream throws. */
  async get(): Promise<Credentials | undefined> {
    const given = this.#given;
    if (typeof given === "function") return this.#take(await given());
    if (given === undefined || !isStream(given)) return given;
    this.#stream ??= this.#follow(given);
    return this.#latest ?? (await this.#stream);
  }

  /** Has `renew` called with new credentials until it is cancelled: at once if `current` are not the stream's latest. */
  register(renew: Renew, current: Credentials | undefined): Cancel {
    this.#renewers.add(renew);
    if (this.#latest !== undefined && this.#latest !== current) renew(this.#latest);
    return () => this.#renewers.delete(renew);
  }

  /** Asks no more. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#endStream();
  }

  /** Plans to ask the function again before what it gave expires: whatever it gave expires first, counts. */
  #take(credentials: Credentials): Credentials {
    const { validForMs } = credentials;
    if (validForMs !== undefined) this.#plan(renewalMs(validForMs, this.#runtime.random()), 1);
    return credentials;
  }

  #plan(waitMs: number, attempt: number): void {
    const at = this.#runtime.now() + waitMs;
    if (this.#closed || at >= this.#plannedAt) return;
    this.#cancel?.();
    this.#plannedAt = at;
    this.#cancel = this.#runtime.after(waitMs, () => {
      this.#plannedAt = Number.POSITIVE_INFINITY;
      void this.#renew(attempt);
    });
  }

  /** Never gives up: what fails, or never answers, may work again before the old credentials expire, or after. */
  async #renew(attempt: number): Promise<void> {
    this.#plan(PATIENCE_MS + backoffMs(attempt, MAX_PAUSE_MS, this.#runtime), attempt + 1);
    let credentials: Credentials;
    try {
      credentials = await (this.#given as () => Credentials | Promise<Credentials>)();
    } catch {
      // Whoever connects meanwhile is told of it; here there is nobody to tell.
      this.#plan(backoffMs(attempt, MAX_PAUSE_MS, this.#runtime), attempt + 1);
      return;
    }
    this.#cancel?.();
    this.#plannedAt = Number.POSITIVE_INFINITY;
    this.#take(credentials);
    this.#tell(credentials);
  }

  #follow(stream: AsyncIterable<Credentials>): Promise<Credentials> {
    return new Promise((resolve, reject) => {
      const items = stream[Symbol.asyncIterator]();
      this.#endStream = () => void items.return?.();
      const read = async (): Promise<void> => {
        for (let item = await items.next(); item.done !== true; item = await items.next()) {
          if (this.#closed) return;
          const isFirst = this.#latest === undefined;
          this.#latest = item.value;
          this.#attempt = 1;
          resolve(item.value);
          if (!isFirst) this.#tell(item.value);
        }
        if (this.#latest === undefined) throw new Error("The stream of credentials ended without any");
      };
      read().catch((error: Error) => {
        reject(error);
        this.#stream = undefined;
        // Without any so far the next connection begins it anew; else connections that stand wait for its next word.
        if (this.#latest === undefined || this.#closed) return;
        const pause = backoffMs(this.#attempt++, MAX_PAUSE_MS, this.#runtime);
        this.#cancel = this.#runtime.after(pause, () => {
          this.#stream = this.#follow(stream);
          this.#stream.catch(() => undefined);
        });
      });
    });
  }

  #tell(credentials: Credentials): void {
    for (const renew of [...this.#renewers]) renew(credentials);
  }
}

/** Milliseconds for the function to answer, when nobody but the plan waits for it. */
const PATIENCE_MS = 10_000;
const MAX_PAUSE_MS = 10_000;

function isStream(given: GivenCredentials): given is AsyncIterable<Credentials> {
  return Symbol.asyncIterator in given;
}
