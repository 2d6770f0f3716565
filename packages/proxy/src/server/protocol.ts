import type { Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import type { CommonLimits } from "../config/config.ts";
import type { Observer } from "../observe/observer.ts";
import type { Particulars, Seen } from "../observe/seen.ts";
import type { ClientSocket } from "../session/client-socket.ts";
import type { Ending } from "../session/dialogue.ts";

/** How the sessions of a listener speak, and what they share. */
export interface Protocol {
  readonly name: "resp" | "nntp";
  readonly limits: CommonLimits;
  /** Sees what becomes of its clients. */
  readonly observer: Observer;
  /** The last word to a client that is one too many. */
  readonly tooMany: Buffer;
  /** The backends whose connections its sessions use: as the configuration has opened them. */
  readonly backends: readonly object[];
  begin(arrival: Arrival): Guest;
  /** Whether somebody who is in may stay. */
  welcomes(user: string): boolean;
  /** Its open sessions take over what a new configuration says, but keep their backends. `next` has the same name. */
  follow(next: Protocol): void;
}

/** A client that has just connected. */
export interface Arrival {
  /** Paused, unless it is encrypted. */
  readonly socket: Socket;
  readonly id: number;
  /** Addresses of both ends. */
  readonly remote: string;
  readonly local: string;
  /** TLS for clients that ask for it, as the files say now; `undefined` if they can't. */
  readonly startTls: () => TlsOptions | undefined;
  /** To be called once, when the session is over; not before it has been returned. */
  readonly ended: (why: Ending) => void;
}

/** A session, as its listener drives it. */
export interface Guest {
  readonly seen: Seen;
  /** What carries its last bytes. */
  readonly socket: ClientSocket;
  /** Whether it may not do anything before it has logged in. */
  readonly mustLogIn: boolean;
  /** Whether it may be ended when it sends nothing: it waits for nothing, and listens to nothing. */
  readonly quiet: boolean;
  particulars(): Particulars;
  /** Ends at once, with whatever a client is told about that. */
  end(why: Ending): void;
  /** Asked again and again: ends as soon as its requests are replied to and it is in the middle of nothing. */
  drain(): void;
}
