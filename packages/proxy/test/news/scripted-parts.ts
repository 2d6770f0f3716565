import type { Effect } from "fairlead-session";
import type { NewsConfig } from "../../src/config/provider-config.ts";
import { kindOf } from "../../src/nntp/kinds.ts";
import type { NewsShared } from "../../src/nntp/shared.ts";
import { bytesOf, TEXTS } from "../../src/nntp/texts.ts";
import type { ProviderFigures } from "../../src/observe/provider-figures.ts";
import type { Particulars, Seen } from "../../src/observe/seen.ts";
import type { NewsParts, OpenProviders } from "../../src/server/news.ts";
import type { Arrival, Guest } from "../../src/server/protocol.ts";
import type { Dialogue, Ending } from "../../src/session/dialogue.ts";
import { SessionLoop } from "../../src/session/session-loop.ts";
import { Slot } from "../../src/session/slot.ts";
import type { Account } from "../../src/users/account.ts";

/** Providers that are only counted. */
export class ScriptedProviders implements OpenProviders {
  readonly config: NewsConfig;
  closed = false;
  coolingDown: readonly string[] = [];

  constructor(config: NewsConfig) {
    this.config = config;
  }

  figures(): readonly ProviderFigures[] {
    return this.config.providers.map(({ name, host, port, tier, maxConnections }) => ({
      name,
      address: `${host}:${port}`,
      tier,
      coolingDown: this.coolingDown.includes(name),
      connections: 3,
      busy: 1,
      pinned: 1,
      maxConnections,
      waiting: 2,
      requests: 30,
      misses: 4,
      corrupt: 5,
      failures: { busy: 6 },
      receivedBytes: 7_000,
      sentBytes: 800,
    }));
  }

  cached() {
    return { hits: { memory: 9 }, collapsed: 8, misses: 7 };
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** Parts that speak just enough NNTP for what stands around a session to be seen at work. */
export class ScriptedParts implements NewsParts<ScriptedProviders> {
  readonly opened: ScriptedProviders[] = [];

  async open(_name: string, config: NewsConfig): Promise<ScriptedProviders> {
    const providers = new ScriptedProviders(config);
    this.opened.push(providers);
    return providers;
  }

  begin(arrival: Arrival, shared: NewsShared<ScriptedProviders>): Guest {
    return new ScriptedGuest(new ScriptedSession(arrival, shared));
  }
}

class Line extends Slot {
  readonly verb: string;
  readonly args: readonly string[];
  readonly changes = false;

  constructor(text: string) {
    super();
    const [verb = "", ...args] = text.split(" ");
    this.verb = verb;
    this.args = args;
  }

  meets(): boolean {
    return false;
  }
}

class ScriptedGuest implements Guest {
  readonly seen: ScriptedSession;

  constructor(session: ScriptedSession) {
    this.seen = session;
  }

  get socket(): Guest["socket"] {
    return this.seen.arrival.socket;
  }

  get mustLogIn(): boolean {
    return !this.seen.shared.gate.open && this.seen.context.user === undefined;
  }

  get quiet(): boolean {
    return this.seen.pending === 0;
  }

  particulars(): Particulars {
    return this.seen.particulars();
  }

  end(why: Ending): void {
    if (this.quiet && why !== "expelled") this.seen.loop.close(why, bytesOf(TEXTS.closing));
    else this.seen.loop.end(why);
  }

  drain(): void {
    this.seen.loop.close("drained", bytesOf(TEXTS.closing));
  }
}

class ScriptedSession implements Seen, Dialogue<Line> {
  readonly context: { id: number; address: string; connectedAt: number; user: string | undefined };
  readonly shared: NewsShared<ScriptedProviders>;
  readonly arrival: Arrival;
  readonly loop: SessionLoop<Line>;
  private account: Account | undefined = undefined;
  private username = "";
  private group: string | null = null;
  private last: string | null = null;
  private unread = "";

  constructor(arrival: Arrival, shared: NewsShared<ScriptedProviders>) {
    const { socket, id, remote, ended } = arrival;
    const { config, turn } = shared;
    this.arrival = arrival;
    this.shared = shared;
    this.context = { id, address: remote, connectedAt: Date.now(), user: undefined };
    this.loop = new SessionLoop<Line>(socket, config.mode, config.limits, turn, () => this, ended);
    socket.on("data", (chunk: Buffer) => this.loop.read(chunk, chunk.length));
    this.loop.interject(
      bytesOf(config.greeting === undefined ? TEXTS.readingGreeting : `201 ${config.greeting}`),
    );
    socket.resume();
  }

  get holds(): readonly string[] {
    return this.loop.holds;
  }

  get listener(): string {
    return this.shared.observer.listener;
  }

  get mode(): Seen["mode"] {
    return this.loop.state.mode;
  }

  get pending(): number {
    return this.loop.pending;
  }

  get traffic(): Seen["traffic"] {
    return this.loop.outbox;
  }

  get idleMs(): number {
    this.shared.turn.open();
    return this.shared.turn.now - this.loop.readAt;
  }

  particulars(): Particulars {
    const provider = this.group === null ? null : this.shared.providers.config.providers[0]!.name;
    return { protocol: "nntp", database: null, group: this.group, provider, lastCommand: this.last };
  }

  end(): void {
    this.account?.leave();
  }

  read(bytes: Buffer): void {
    const lines = (this.unread + bytes.toString()).split("\r\n");
    this.unread = lines.pop()!;
    for (const line of lines) this.loop.take(new Line(line));
  }

  classify({ verb }: Line): Effect {
    if (verb === "GROUP") return { kind: "pin", holds: ["group"] };
    return { kind: verb === "QUIT" ? "quit" : "answer" };
  }

  perform(line: Line): void {
    this.group = line.args[0]!;
    this.finish(line, "211 1 1 1 it");
  }

  answer(line: Line): void {
    const [kind, word = ""] = line.args;
    if (line.verb === "HANG") return;
    if (line.verb === "SECURE")
      this.finish(line, `290 ${this.arrival.startTls() === undefined ? "no" : "yes"}`);
    else if (line.verb !== "AUTHINFO") this.finish(line, TEXTS.unknown);
    else if (kind === "USER") {
      this.username = word;
      this.finish(line, TEXTS.sendPassword);
    } else void this.logIn(line, word);
  }

  refuse(line: Line): void {
    this.finish(line, TEXTS.noGroups);
  }

  quit(line: Line): void {
    this.finish(line, TEXTS.goodbye);
  }

  release(): void {}

  private async logIn(line: Line, password: string): Promise<void> {
    const admitted = await this.shared.gate.admit(this.username, password);
    if (typeof admitted === "string") {
      this.finish(line, `481 ${admitted}`);
      return;
    }
    this.account = admitted.account;
    this.context.user = admitted.user;
    this.account.requested(10, 0);
    this.finish(line, TEXTS.loggedIn);
  }

  private finish(line: Line, text: string): void {
    this.last = line.verb;
    this.shared.observer.meter.replied(kindOf(line.verb), 1);
    line.reply(bytesOf(text));
  }
}
