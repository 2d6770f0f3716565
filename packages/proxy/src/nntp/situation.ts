import type { SessionMode } from "fairlead-session";

/** Whether something can be had, and has been. */
export type Layer = "none" | "offered" | "active";

/** What a session is when a request's turn has come. */
export interface Situation {
  readonly mode: SessionMode;
  /** Nobody needs to log in; the client has to; it has. */
  readonly login: "open" | "needed" | "done";
  /** Whether names and passwords are taken without TLS. */
  readonly plainLogin: boolean;
  readonly tls: Layer;
  readonly compression: Layer;
  /** Whether `POST`, and whether `IHAVE`, go to a provider. */
  readonly posting: boolean;
  readonly offering: boolean;
  /** What the providers can, all of them. */
  readonly over: "none" | "numbers" | "message-ids";
  readonly hdr: boolean;
  /** Verbs, upper case, that are sent on though nobody here knows them. */
  readonly passThrough: ReadonlySet<string>;
}
