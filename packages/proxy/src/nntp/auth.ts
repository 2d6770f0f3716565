import { mayLogIn } from "./capabilities.ts";
import { type Request, restOf, upperCase } from "./request.ts";
import type { Situation } from "./situation.ts";
import { TEXTS } from "./texts.ts";

/** How far a client has come with logging in: the name of an `AUTHINFO USER`, for the `PASS` to come. */
export interface AuthState {
  readonly username: string | undefined;
}

export const NOT_BEGUN: AuthState = { username: undefined };

/** What comes of an `AUTHINFO` (RFC 4643). */
export type AuthStep =
  | { readonly kind: "reply"; readonly reply: string; readonly state: AuthState }
  /** Say `reply`; the client's next line is for {@link answerChallenge}. */
  | { readonly kind: "challenge"; readonly reply: string; readonly state: AuthState }
  /** Check these, and say {@link verdict}. Never to be logged. */
  | {
      readonly kind: "login";
      readonly username: string;
      readonly password: string;
      readonly state: AuthState;
    };

/** Takes a request that is planned as `auth`. */
export function authenticate(state: AuthState, request: Request, at: Situation): AuthStep {
  if (at.login === "done") return reply(TEXTS.alreadyLoggedIn);
  // Passwords in compression can be guessed by its length (RFC 8054).
  if (at.compression === "active") return reply(TEXTS.loginTooLate);
  const [kind = "", ...args] = request.args;
  switch (upperCase(kind)) {
    case "USER":
    case "PASS":
      return args.length === 0 ? reply(TEXTS.syntax, state) : byWords(state, upperCase(kind), request, at);
    case "SASL":
      return bySasl(args, at);
    default:
      return reply(TEXTS.syntax, state);
  }
}

/** Takes the line that follows a challenge; `undefined` if it is no line. */
export function answerChallenge(text: string | undefined): AuthStep {
  if (text === undefined) return reply(TEXTS.tooLong);
  // The client gives up (RFC 4643, 2.4.2).
  return text === "*" ? reply(TEXTS.loginFailed) : plain(text);
}

/** What a client is told whose name and password have been checked. */
export function verdict(accepted: boolean): string {
  return accepted ? TEXTS.loggedIn : TEXTS.loginFailed;
}

function byWords(state: AuthState, kind: string, request: Request, at: Situation): AuthStep {
  if (!mayLogIn(at)) return reply(TEXTS.encryptionNeeded);
  const word = utf8(Buffer.from(restOf(request), "latin1"));
  if (word === undefined) return reply(TEXTS.syntax);
  if (kind === "USER") return reply(TEXTS.sendPassword, { username: word });
  const { username } = state;
  return username === undefined ? reply(TEXTS.loginDisordered) : login(username, word);
}

function bySasl(args: readonly string[], at: Situation): AuthStep {
  const [mechanism, response] = args;
  if (mechanism === undefined || args.length > 2) return reply(TEXTS.syntax);
  if (upperCase(mechanism) !== "PLAIN") return reply(TEXTS.unknownMechanism);
  if (!mayLogIn(at)) return reply(TEXTS.encryptionNeeded);
  if (response !== undefined) return plain(response === "=" ? "" : response);
  return { kind: "challenge", reply: TEXTS.sendResponse, state: NOT_BEGUN };
}

/** The message of PLAIN: on whose behalf, who, password, with NULs between (RFC 4616). */
function plain(base64: string): AuthStep {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) {
    return reply(TEXTS.malformedBase64);
  }
  const [behalf, username, password, ...more] = utf8(Buffer.from(base64, "base64"))?.split("\0") ?? [];
  if (!username || !password || more.length > 0) return reply(TEXTS.loginDisordered);
  // Nobody acts for somebody else here.
  return behalf === "" || behalf === username ? login(username, password) : reply(TEXTS.loginFailed);
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function login(username: string, password: string): AuthStep {
  return { kind: "login", username, password, state: NOT_BEGUN };
}

function reply(text: string, state: AuthState = NOT_BEGUN): AuthStep {
  return { kind: "reply", reply: text, state };
}
