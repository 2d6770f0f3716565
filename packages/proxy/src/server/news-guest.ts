import { TLSSocket } from "node:tls";
import type { ClientLayers } from "../news/client-layers.ts";
import { NewsDialogue } from "../news/dialogue.ts";
import type { NewsExchange } from "../news/exchange.ts";
import { NewsProviders } from "../news/providers.ts";
import type { NewsShared } from "../nntp/shared.ts";
import { bytesOf, TEXTS } from "../nntp/texts.ts";
import { Journal } from "../observe/journal.ts";
import type { Log } from "../observe/log.ts";
import type { Particulars } from "../observe/seen.ts";
import type { ClientSocket } from "../session/client-socket.ts";
import type { Ending } from "../session/dialogue.ts";
import { SessionLoop } from "../session/session-loop.ts";
import { readShared } from "./client-socket.ts";
import { LayeredSocket } from "./layered-socket.ts";
import type { NewsParts } from "./news.ts";
import type { Arrival, Guest } from "./protocol.ts";

/** Endings that a reader is told of, if no reply is half-way out. */
const TOLD: ReadonlySet<Ending> = new Set(["idle", "unauthenticated", "drained"]);

/** What news consists of. */
export function newsParts(log: Log): NewsParts<NewsProviders> {
  const journal = new Journal(log);
  return {
    open: (_name, config) => NewsProviders.open(config, journal),
    begin,
  };
}

function begin(arrival: Arrival, shared: NewsShared<NewsProviders>): Guest {
  const { socket: accepted, id, remote, startTls, ended } = arrival;
  const isLayered = shared.config.compress || startTls() !== undefined;
  const onBytes = (bytes: Buffer, length: number): void => loop.read(bytes, length);
  const socket = isLayered ? new LayeredSocket(accepted, onBytes, startTls) : readShared(accepted, onBytes);
  const layers = socket instanceof LayeredSocket ? socket : fixedLayers(accepted instanceof TLSSocket);
  shared.turn.open();
  let dialogue: NewsDialogue | undefined;
  const { config, turn } = shared;
  const loop = new SessionLoop<NewsExchange>(
    socket,
    config.mode,
    config.limits,
    turn,
    (self) => {
      const context = { id, address: remote, connectedAt: Date.now() };
      dialogue = new NewsDialogue(self, context, shared, layers);
      return dialogue;
    },
    ended,
  );
  loop.interject(dialogue!.greeting());
  return new NewsGuest(loop, dialogue!, socket);
}

function fixedLayers(isEncrypted: boolean): ClientLayers {
  return { isEncrypted, isCompressed: false, startTls: undefined, startDeflate: undefined };
}

class NewsGuest implements Guest {
  readonly seen: NewsDialogue;
  readonly socket: ClientSocket;
  private readonly loop: SessionLoop<NewsExchange>;

  constructor(loop: SessionLoop<NewsExchange>, dialogue: NewsDialogue, socket: ClientSocket) {
    this.loop = loop;
    this.seen = dialogue;
    this.socket = socket;
  }

  get mustLogIn(): boolean {
    return this.seen.mustLogIn;
  }

  get quiet(): boolean {
    return this.loop.pending === 0 || this.seen.awaitsClient;
  }

  particulars(): Particulars {
    const { place, lastCommand } = this.seen;
    return {
      protocol: "nntp",
      database: null,
      group: place.group ?? null,
      provider: place.provider ?? null,
      lastCommand: lastCommand ?? null,
    };
  }

  end(why: Ending): void {
    if (TOLD.has(why)) this.loop.interject(bytesOf(TEXTS.closing));
    this.loop.end(why);
  }

  drain(): void {
    // What it has still to send would not be read any more.
    if (this.seen.isInMiddle) return;
    this.loop.close("drained", bytesOf(TEXTS.closing));
  }
}
