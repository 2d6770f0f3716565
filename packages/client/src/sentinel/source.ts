import type { ErrorReply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import type { Established } from "../connection/establish.ts";
import type { Turn } from "../connection/turn.ts";
import { ConnectionError, ReplyError } from "../errors.ts";
import type { Node } from "../fleet/node.ts";
import type { Found, Source, Verdict } from "../fleet/source.ts";
import { candidates } from "../link/candidates.ts";
import { firstAnswer } from "../link/first-answer.ts";
import type { Settings } from "../options.ts";
import { askRole, dismiss, type Visit, visit } from "../replication/ask.ts";
import type { Report } from "../replication/elect.ts";
import { groupOf } from "../replication/group.ts";
import { judge } from "../replication/judge.ts";
import { Replicas } from "../replication/replicas.ts";
import { askSentinel, soleName } from "./ask.ts";
import { Sentinels } from "./sentinels.ts";
import { type SentinelView, settleViews } from "./view.ts";

/** A primary and its replicas that Sentinels watch: these tell which server is the primary, and it has to agree. */
export class SentinelSource implements Source {
  readonly hasSlots = false;
  readonly readSetup = undefined;
  private readonly sentinels: Sentinels;
  private readonly replicas: Replicas;
  private readonly settings: Settings;
  private readonly turn: Turn;
  private changed = (): void => undefined;

  private constructor(name: string, first: SentinelView, settings: Settings, turn: Turn) {
    this.settings = settings;
    this.turn = turn;
    const changed = (): void => this.changed();
    this.sentinels = new Sentinels(name, first.sentinels, sentinelSettings(settings), turn, changed);
    this.replicas = new Replicas(settings, turn, changed);
  }

  /**
   * Begins with the Sentinel that answers first.
   * @throws {ConnectionError} `ERR_CONNECT_SENTINEL` when none that answers knows the name; `ERR_CONNECT_TOPOLOGY` when
   *   the server they name is no primary; otherwise what keeps Sentinels or primary from being reached.
   */
  static async begin(
    settings: Settings,
    turn: Turn,
    signal: AbortSignal,
  ): Promise<{ readonly source: SentinelSource; readonly found: Found }> {
    const own = sentinelSettings(settings);
    const addresses = await candidates(own.seeds, own.runtime);
    const { value, ...over } = await firstAnswer(addresses, own, turn, signal, ({ connection }) =>
      firstView(connection, settings),
    );
    dismiss(over);
    const primary = await visit(value.view.primary, settings, turn, signal);
    if (primary.role.kind === "replica") {
      dismiss(primary.over);
      const name = addressText(primary.address);
      throw new ConnectionError(
        "ERR_CONNECT_TOPOLOGY",
        `${name} is not the primary that a Sentinel takes it for`,
        name,
      );
    }
    const source = new SentinelSource(value.name, value.view, settings, turn);
    if (settings.readFrom !== "primary") await source.replicas.reach(value.view.replicas);
    return { source, found: source.found(value.view, [], primary.over) };
  }

  async look(known: readonly Node[], signal: AbortSignal): Promise<Found | undefined> {
    const view = settleViews(await this.sentinels.ask());
    // No Sentinel answers: the servers may work all the same.
    if (view === undefined || signal.aborted) return undefined;
    this.sentinels.learn(view.sentinels);
    const report = await this.verify(view.primary, known, signal).catch(() => undefined);
    if (report === undefined) return undefined;
    if (report.role.kind !== "replica") return this.found(view, known, report.over);
    // The Sentinels know of a failover sooner than the server, or later.
    if (report.over !== undefined) dismiss(report.over);
    this.changed();
    return undefined;
  }

  judge(reply: ErrorReply): Verdict {
    return judge(reply);
  }

  listen(changed: () => void): void {
    this.changed = changed;
    // The Sentinel that answered first may be behind the others; and connections to them are to hear of changes.
    changed();
  }

  close(): void {
    this.sentinels.close();
    this.replicas.close();
  }

  private async verify(
    address: Address,
    known: readonly Node[],
    signal: AbortSignal,
  ): Promise<Report & Partial<Pick<Visit, "over">>> {
    const { settings, turn } = this;
    const node = known.find(({ name }) => name === addressText(address));
    if (node?.main.well !== true) return visit(address, settings, turn, signal);
    return { address, role: await askRole(node.main, settings.runtime) };
  }

  private found(view: SentinelView, known: readonly Node[], over?: Established): Found {
    const primary = { id: "", address: view.primary };
    const topology = groupOf(primary, this.replicas.usable(view.replicas, known));
    return over === undefined ? { topology } : { topology, over: { ...over, address: view.primary } };
  }
}

/** The settings for connections to Sentinels, which have logins of their own and no databases. */
function sentinelSettings(settings: Settings): Settings {
  const { credentials, tls } = settings.sentinel;
  return { ...settings, credentials, tls, database: 0, protocol: 3 };
}

async function firstView(
  connection: Established["connection"],
  { sentinel, runtime }: Settings,
): Promise<{ readonly name: string; readonly view: SentinelView }> {
  const { address } = connection;
  try {
    const name = sentinel.name ?? (await soleName(connection, runtime));
    if (name === undefined) {
      const message = `The Sentinel ${address} watches several primaries, or none: name one in the option "sentinel"`;
      throw new ConnectionError("ERR_CONNECT_SENTINEL", message, address);
    }
    const view = await askSentinel(connection, name, runtime);
    if (view !== undefined) return { name, view };
    throw new ConnectionError("ERR_CONNECT_SENTINEL", `The Sentinel ${address} knows no "${name}"`, address);
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    const message = `The Sentinel ${address} refuses to answer: ${error.message}`;
    throw new ConnectionError("ERR_CONNECT_REFUSED", message, address, error);
  }
}
