import { DecodeMode, type ErrorReply, type Reply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call } from "../connection/call.ts";
import { asFields } from "../connection/handshake.ts";
import type { Subscriber } from "../connection/subscriber-sink.ts";
import type { Turn } from "../connection/turn.ts";
import { ReplyError } from "../errors.ts";
import { collect } from "../fleet/collect.ts";
import { candidates } from "../link/candidates.ts";
import { Link, type LinkOwner } from "../link/link.ts";
import type { Settings } from "../options.ts";
import { askSentinel } from "./ask.ts";
import type { SentinelView } from "./view.ts";

/** Sentinels that connections are kept to. */
const KEPT = 3;

const HELLO = plainSpec("HELLO", Flag.READONLY);
const SUBSCRIBE = plainSpec("SUBSCRIBE", Flag.PUBSUB | Flag.PUSH_REPLY);

/** What Sentinels publish when servers come, go, or take over. */
const EVENTS: readonly string[] = ["+switch-master", "+slave", "+sdown", "-sdown"];

/** What they publish is read as text. */
const HEARING: Subscriber = { mode: DecodeMode.PLAIN };

/** Connections to some of the Sentinels: asks them, and hears what they publish. Replaces those that are away. */
export class Sentinels implements LinkOwner {
  private readonly links = new Map<string, Link>();
  /** Sentinels that others told of. */
  private learned: readonly Address[];
  private closed = false;
  private readonly name: string;
  private readonly settings: Settings;
  private readonly turn: Turn;
  private readonly changed: () => void;

  /** `settings` are the Sentinels'. `changed` is called when one of them says that something happened to the servers. */
  constructor(
    name: string,
    learned: readonly Address[],
    settings: Settings,
    turn: Turn,
    changed: () => void,
  ) {
    this.name = name;
    this.learned = learned;
    this.settings = settings;
    this.turn = turn;
    this.changed = changed;
  }

  /** What those that answer know. */
  async ask(): Promise<SentinelView[]> {
    await this.choose();
    const asked = [...this.links.values()].map(async (link) => {
      const view = await askSentinel(link, this.name, this.settings.runtime);
      return view ?? Promise.reject(new TypeError("The Sentinel does not know the name"));
    });
    return collect(asked, this.settings.runtime);
  }

  learn(sentinels: readonly Address[]): void {
    if (sentinels.length > 0) this.learned = sentinels;
  }

  close(): void {
    this.closed = true;
    for (const link of this.links.values()) link.close();
    this.links.clear();
  }

  refused(link: Link, call: Call, reply: ErrorReply): void {
    call.reject(new ReplyError(reply.code, reply.message, call.spec.name, link.name));
  }

  returned(link: Link, call: Call): void {
    link.send(call);
  }

  pushed(_link: Link, items: Reply[]): void {
    const [kind, , payload] = items.map(String);
    if (kind === "message" && payload?.split(" ").includes(this.name)) this.changed();
  }

  connected(link: Link): void {
    void this.subscribe(link);
    this.changed();
  }

  disconnected(): void {}

  stalled(): void {}

  /** Keeps those that are well, and puts others in the place of those that are not, as long as there are any. */
  private async choose(): Promise<void> {
    const usable = [...this.links.values()].filter((link) => link.usable);
    if (usable.length >= KEPT) return;
    const { settings, turn } = this;
    const all = [...this.learned, ...(await candidates(settings.seeds, settings.runtime))];
    if (this.closed) return;
    const fresh = all.filter((address) => !this.links.has(addressText(address)));
    for (const address of fresh.slice(0, KEPT - usable.length)) {
      const idle = [...this.links.values()].find((link) => !link.usable);
      if (idle !== undefined && this.links.size >= KEPT) this.drop(idle);
      this.links.set(addressText(address), new Link(address, this, settings, turn, [], HEARING));
    }
  }

  private drop(link: Link): void {
    this.links.delete(link.name);
    link.close();
  }

  /** Over RESP2 a connection that hears could not ask any more: there, asking now and then has to do. */
  private async subscribe(link: Link): Promise<void> {
    const send = (spec: typeof HELLO, args: readonly string[]): Promise<unknown> => {
      const { runtime, timeoutMs } = this.settings;
      const call = new Call(spec, args, DecodeMode.PLAIN, runtime.now() + timeoutMs, false);
      const reply = call.promise();
      link.send(call);
      return reply;
    };
    try {
      const { proto } = asFields((await send(HELLO, [])) as Reply);
      if (proto === 3) await Promise.all(EVENTS.map((event) => send(SUBSCRIBE, [event])));
    } catch {
      // It may not subscribe, or the connection is lost and the next one tries again.
    }
  }
}
