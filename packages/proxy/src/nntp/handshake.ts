import type { Credentials } from "./credentials.ts";

/** How a connection to a provider is set up. */
export interface Login {
  readonly credentials?: Credentials;
  /**
   * `STARTTLS` before anything else (RFC 4642): without it the login fails. A connection that is TLS already doesn't need
   * it.
   */
  readonly startTls: boolean;
  /** `COMPRESS DEFLATE` (RFC 8054): if it is offered, in any case, or never. */
  readonly compress: "auto" | "require" | "off";
}

/** What is known of a provider once its connection is set up. */
export interface ProviderTraits {
  readonly posting: boolean;
  readonly compressed: boolean;
  /** What `CAPABILITIES` lists, each with its arguments; `undefined` if the server doesn't know that command. */
  readonly offers: ReadonlyMap<string, readonly string[]> | undefined;
}

/** A reply as far as a login needs it. */
export interface Reply {
  readonly status: number;
  /** The status line. */
  readonly text: string;
  /** The lines of its block, with their CRLFs; "" if there is none. */
  readonly block: string;
}

/**
 * Why a login failed:
 *
 * - `unavailable`: the server doesn't serve at present;
 * - `busy`: the account has as many connections as it may have;
 * - `credentials`: the name or password is wrong, or there is none and one is needed;
 * - `encryption`: the server doesn't do TLS, or wants it;
 * - `unsupported`: the server doesn't do what is required;
 * - `protocol`: what it says is no answer.
 */
export type LoginFailure = "unavailable" | "busy" | "credentials" | "encryption" | "unsupported" | "protocol";

/** Where a login stands: what it waits for. A value, to be given back as it is. */
export interface LoginState {
  readonly login: Login;
  readonly awaits:
    | "greeting"
    | "starttls"
    | "tls"
    | "reader"
    | "user"
    | "pass"
    | "capabilities"
    | "compress"
    | "deflate";
  readonly posting: boolean;
  /** `MODE READER` was refused until there is a login, and comes after it. */
  readonly readerLater: boolean;
  readonly offers: ReadonlyMap<string, readonly string[]> | undefined;
}

/** What comes next in a login. */
export type LoginStep =
  /** Send `bytes`, read the reply to `command` (the verb), and call {@link step}. */
  | { readonly kind: "send"; readonly bytes: Buffer; readonly command: string; readonly state: LoginState }
  /**
   * Put TLS or DEFLATE on the connection, and call {@link upgraded}. Bytes behind the reply that are there already were
   * sent before it could be protected: then the connection has to be given up (RFC 4642, 2.2.2).
   */
  | { readonly kind: "upgrade"; readonly to: "tls" | "deflate"; readonly state: LoginState }
  | { readonly kind: "done"; readonly traits: ProviderTraits }
  /** `text`: what the server said, without credentials. */
  | { readonly kind: "failed"; readonly reason: LoginFailure; readonly text: string };

/** A login whose connection has just been made. The greeting, the reply to the command "", is awaited. */
export function loginState(login: Login): LoginState {
  return { login, awaits: "greeting", posting: false, readerLater: false, offers: undefined };
}

/** What comes after a reply. */
export function step(state: LoginState, reply: Reply): LoginStep {
  if (reply.status === 400) return failed(state, "unavailable", reply);
  switch (state.awaits) {
    case "greeting":
      return greeted(state, reply);
    case "starttls":
      if (reply.status !== 382) return failed(state, "encryption", reply);
      return { kind: "upgrade", to: "tls", state: { ...state, awaits: "tls" } };
    case "reader":
      return reader(state, reply);
    case "user":
      if (reply.status !== 381) return loggedIn(state, reply);
      return sendPassword(state, reply);
    case "pass":
      return loggedIn(state, reply);
    case "capabilities":
      return listed(state, reply);
    case "compress":
      if (reply.status === 206)
        return { kind: "upgrade", to: "deflate", state: { ...state, awaits: "deflate" } };
      return state.login.compress === "require" ? failed(state, "unsupported", reply) : done(state, false);
    case "tls":
    case "deflate":
      return failed(state, "protocol", reply);
  }
}

/** What comes once the connection has what the step `upgrade` asked for. */
export function upgraded(state: LoginState): LoginStep {
  return state.awaits === "tls" ? sendReader(state) : done(state, true);
}

function greeted(state: LoginState, reply: Reply): LoginStep {
  const { status } = reply;
  if (status === 502) return failed(state, "unavailable", reply);
  if (status !== 200 && status !== 201) return failed(state, "protocol", reply);
  const next = { ...state, posting: status === 200 };
  return next.login.startTls ? send(next, "starttls", "STARTTLS") : sendReader(next);
}

/** Before the login: a server that takes feeds as well knows the logins of readers only once it has become theirs. */
function sendReader(state: LoginState): LoginStep {
  return send(state, "reader", "MODE READER");
}

/** Servers for readers only need not know `MODE READER`: any refusal is borne. */
function reader(state: LoginState, reply: Reply): LoginStep {
  const { status } = reply;
  const next = {
    ...state,
    posting: status === 200 || (status !== 201 && state.posting),
    readerLater: !state.readerLater && status === 480,
  };
  const { credentials } = state.login;
  if (state.readerLater || credentials === undefined) {
    return status === 480 ? failed(state, "credentials", reply) : sendCapabilities(next);
  }
  return {
    kind: "send",
    bytes: credentials.userLine,
    command: "AUTHINFO",
    state: { ...next, awaits: "user" },
  };
}

function sendPassword(state: LoginState, reply: Reply): LoginStep {
  const bytes = state.login.credentials?.passLine;
  if (bytes === undefined) return failed(state, "credentials", reply);
  return { kind: "send", bytes, command: "AUTHINFO", state: { ...state, awaits: "pass" } };
}

function loggedIn(state: LoginState, reply: Reply): LoginStep {
  if (reply.status !== 281) return failed(state, whyRefused(reply), reply);
  return state.readerLater ? sendReader(state) : sendCapabilities(state);
}

function whyRefused({ status, text }: Reply): LoginFailure {
  switch (status) {
    case 481:
      // Some say it of an account with too many connections as well; only the words tell.
      return /connections/i.test(text) ? "busy" : "credentials";
    case 482:
    case 502:
      return "busy";
    case 483:
      return "encryption";
    case 381:
      return "protocol";
    default:
      return status >= 500 ? "unsupported" : "credentials";
  }
}

function sendCapabilities(state: LoginState): LoginStep {
  return send(state, "capabilities", "CAPABILITIES");
}

function listed(state: LoginState, reply: Reply): LoginStep {
  const offers = reply.status === 101 ? readOffers(reply.block) : undefined;
  // A list that names READER would name POST as well.
  const posting = offers?.has("READER") === true ? offers.has("POST") : state.posting;
  const next = { ...state, offers, posting };
  const { compress } = state.login;
  const offered = offers?.get("COMPRESS")?.includes("DEFLATE") === true;
  const wanted = compress === "require" || (compress === "auto" && offered);
  return wanted ? send(next, "compress", "COMPRESS DEFLATE") : done(next, false);
}

/** Labels and arguments may be in any case. */
function readOffers(block: string): ReadonlyMap<string, readonly string[]> {
  const offers = new Map<string, readonly string[]>();
  for (const line of block.toUpperCase().split("\r\n")) {
    const [label, ...args] = line.split(/[ \t]+/);
    if (label) offers.set(label, args);
  }
  offers.delete(".");
  return offers;
}

function send(state: LoginState, awaits: LoginState["awaits"], line: string): LoginStep {
  const [command = ""] = line.split(" ");
  return { kind: "send", bytes: Buffer.from(`${line}\r\n`), command, state: { ...state, awaits } };
}

function done({ posting, offers }: LoginState, compressed: boolean): LoginStep {
  return { kind: "done", traits: { posting, compressed, offers } };
}

function failed({ login }: LoginState, reason: LoginFailure, { text }: Reply): LoginStep {
  return { kind: "failed", reason, text: login.credentials?.redact(text) ?? text };
}
