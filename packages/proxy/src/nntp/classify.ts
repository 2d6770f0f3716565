import type { Effect } from "fairlead-session";
import { capabilities, mayBeginTls } from "./capabilities.ts";
import { type Command, commandOf, takes } from "./commands.ts";
import { isMessageId } from "./message-id.ts";
import { type Request, upperCase } from "./request.ts";
import type { Situation } from "./situation.ts";
import { TEXTS } from "./texts.ts";

/** The hold of a session that has selected a newsgroup. It can be put back on another connection by `replay`. */
const GROUP_HOLD = "group";

const FORWARD: Effect = { kind: "forward" };
const BORROW: Effect = { kind: "borrow" };
const ANSWER: Effect = { kind: "answer" };
const QUIT: Effect = { kind: "quit" };
const PIN: Effect = { kind: "pin", holds: [GROUP_HOLD] };

/** What is to be done with a request. */
export type Deed =
  /** The proxy says `reply`, a text without its last CRLF. */
  | { readonly do: "local"; readonly reply: string }
  /** The same, once the block behind the request has come. */
  | { readonly do: "takethis"; readonly reply: string }
  /** Ask for an article, wherever it is. */
  | { readonly do: "article"; readonly messageId: string }
  /** Ask any provider. */
  | { readonly do: "stateless" }
  /** Ask the provider of the session's group. */
  | { readonly do: "grouped" }
  /** Ask a provider that takes articles; after its 340 or 335 a block follows, and a second reply. */
  | { readonly do: "post" }
  | { readonly do: "ihave"; readonly messageId: string }
  /** Give it to the machine of `auth.ts`. */
  | { readonly do: "auth" }
  /** Say `reply`, then put the layer on. */
  | { readonly do: "starttls" | "compress"; readonly reply: string }
  | { readonly do: "quit"; readonly reply: string };

export type Plan = Deed & {
  /** What the request asks of its session. */
  readonly effect: Effect;
  /** What is behind it depends on its reply, and is not to be read before. */
  readonly alone: boolean;
};

/** Plans a request of a client. Pure; ask again when its turn comes, if the situation may have changed. */
export function classify(request: Request, at: Situation): Plan {
  const command = commandOf(request.verb);
  if (at.login === "needed" && command?.open !== true) return refused(request, TEXTS.loginNeeded);
  if (command === undefined) {
    return at.passThrough.has(request.verb) ? passed(at) : local(TEXTS.unknown);
  }
  if (!takes(command, request.args)) return refused(request, TEXTS.syntax);
  return planKnown(command, request, at);
}

function planKnown(command: Command, request: Request, at: Situation): Plan {
  const { args } = request;
  switch (command.treatment) {
    case "read":
      return planRead(args[command.target], at);
    case "group":
      return grouped(at);
    case "stateless":
      return { do: "stateless", effect: FORWARD, alone: false };
    case "help":
      // Providers answer it only for those who may use them.
      return at.login === "needed"
        ? local(TEXTS.shortHelp)
        : { do: "stateless", effect: FORWARD, alone: false };
    case "capabilities":
      return local(capabilities(at));
    case "mode":
      return planMode(args[0]!, at);
    case "quit":
      return { do: "quit", reply: TEXTS.goodbye, effect: QUIT, alone: false };
    case "auth":
      return { do: "auth", effect: ANSWER, alone: true };
    case "starttls":
      return planTls(at);
    case "compress":
      return planCompression(args[0]!, at);
    case "post":
      return at.posting ? { do: "post", effect: BORROW, alone: true } : local(TEXTS.noPosting);
    case "ihave":
      if (!at.offering) return local(TEXTS.noOffers);
      return { do: "ihave", messageId: args[0]!, effect: BORROW, alone: true };
    case "stream":
      return refused(request, TEXTS.noStreaming);
    case "refused":
      return local(TEXTS.noFeature);
  }
}

function planRead(target: string | undefined, at: Situation): Plan {
  if (target === undefined || !isMessageId(target)) return grouped(at);
  return { do: "article", messageId: target, effect: FORWARD, alone: false };
}

function grouped({ mode }: Situation): Plan {
  return mode === "per-command" ? local(TEXTS.noGroups) : { do: "grouped", effect: PIN, alone: false };
}

/** Nobody knows whether it depends on the group: it goes where that is, if a session can have one. */
function passed(at: Situation): Plan {
  return at.mode === "per-command" ? { do: "stateless", effect: FORWARD, alone: false } : grouped(at);
}

function planMode(mode: string, { posting }: Situation): Plan {
  switch (upperCase(mode)) {
    case "READER":
      return local(posting ? TEXTS.postingGreeting : TEXTS.readingGreeting);
    case "STREAM":
      return local(TEXTS.noStreaming);
    default:
      return local(TEXTS.syntax);
  }
}

function planTls(at: Situation): Plan {
  if (at.tls === "active") return local(TEXTS.alreadyTls);
  if (at.tls === "none") return local(TEXTS.noTls);
  if (!mayBeginTls(at)) return local(TEXTS.tlsTooLate);
  return { do: "starttls", reply: TEXTS.beginTls, effect: ANSWER, alone: true };
}

function planCompression(algorithm: string, { compression }: Situation): Plan {
  if (compression === "active") return local(TEXTS.alreadyCompressed);
  if (compression === "none") return local(TEXTS.noCompression);
  if (upperCase(algorithm) !== "DEFLATE") return local(TEXTS.unknownAlgorithm);
  return { do: "compress", reply: TEXTS.compressing, effect: ANSWER, alone: true };
}

/** The article of a `TAKETHIS` comes also when it is refused (RFC 4644, 2.5). */
function refused({ verb }: Request, reply: string): Plan {
  return verb === "TAKETHIS" ? { do: "takethis", reply, effect: ANSWER, alone: false } : local(reply);
}

function local(reply: string): Plan {
  return { do: "local", reply, effect: ANSWER, alone: false };
}
