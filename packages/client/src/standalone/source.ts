import { isIP } from "node:net";
import type { ErrorReply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import type { Established } from "../connection/establish.ts";
import type { Turn } from "../connection/turn.ts";
import type { Node } from "../fleet/node.ts";
import type { Found, Source, Verdict } from "../fleet/source.ts";
import { candidates } from "../link/candidates.ts";
import type { Settings } from "../options.ts";
import { askRole, dismiss, type Visit } from "../replication/ask.ts";
import { findPrimary } from "../replication/find-primary.ts";
import { groupOf } from "../replication/group.ts";
import { judge } from "../replication/judge.ts";
import { Replicas } from "../replication/replicas.ts";
import type { ServerRole } from "../replication/role.ts";
import type { ClusterNode } from "../topology.ts";
import { placeOf } from "./place.ts";

/** A single server, or a primary with its replicas: the servers' own roles tell which is which. */
export class StandaloneSource implements Source {
  readonly hasSlots = false;
  readonly readSetup = undefined;
  private primary: ClusterNode;
  /** What the seeds led to when they were last looked up. */
  private resolved: readonly Address[];
  private readonly replicas: Replicas;
  private readonly settings: Settings;
  private readonly turn: Turn;
  private changed = (): void => undefined;

  private constructor(first: Address, resolved: readonly Address[], settings: Settings, turn: Turn) {
    this.settings = settings;
    this.turn = turn;
    this.resolved = resolved;
    this.primary = placeOf(first, resolved, settings.seeds);
    this.replicas = new Replicas(settings, turn, () => this.changed());
  }

  /**
   * Begins with the seed that answered first, one of `resolved`, as `role`. If that is a replica, its primary is looked for; where
   * none can be reached, the replica stands in for it.
   */
  static async begin(
    first: Established & { readonly address: Address },
    role: ServerRole,
    resolved: readonly Address[],
    settings: Settings,
    turn: Turn,
    signal: AbortSignal,
  ): Promise<{ readonly source: StandaloneSource; readonly found: Found }> {
    const source = new StandaloneSource(first.address, resolved, settings, turn);
    let visit: Visit = { address: first.address, role, over: first };
    if (role.kind === "replica") {
      const better = await source.search([role.primary], signal);
      if (better !== undefined) {
        dismiss(first);
        visit = better;
      }
    }
    if (settings.readFrom !== "primary") {
      await source.replicas.reach(source.announced(visit.role));
    }
    return { source, found: source.found(visit.role, [], visit.over) };
  }

  /** Asks the primary whether it still is one; when it is not, or does not answer, all servers that may be. */
  async look(known: readonly Node[], signal: AbortSignal): Promise<Found | undefined> {
    const before = addressText(this.primary.address);
    const main = known.find(({ name }) => name === before)?.main;
    const role = main?.well === true ? await this.ask(main) : undefined;
    if (role !== undefined && role.kind !== "replica") return this.found(role, known);
    const others = known.map(({ address }) => address).filter(({ host }) => isIP(host) !== 0);
    const better = await this.search([role?.primary, ...others], signal);
    if (better === undefined) return undefined;
    // Its name leads to another server now than to the one it is connected to.
    if (role !== undefined && addressText(this.primary.address) === before)
      main?.reconnect("It is a replica now");
    return this.found(better.role, known, better.over);
  }

  judge(reply: ErrorReply): Verdict {
    return judge(reply);
  }

  listen(changed: () => void): void {
    this.changed = changed;
  }

  close(): void {
    this.replicas.close();
  }

  private async search(
    hints: readonly (Address | undefined)[],
    signal: AbortSignal,
  ): Promise<Visit | undefined> {
    const { settings, turn } = this;
    this.resolved = await candidates(settings.seeds, settings.runtime);
    const all = [...this.resolved, ...hints.filter((hint) => hint !== undefined)];
    const found = await findPrimary(all, settings, turn, signal);
    if (found !== undefined) this.primary = placeOf(found.address, this.resolved, settings.seeds);
    return found;
  }

  private ask(main: Node["main"]): Promise<ServerRole | undefined> {
    return askRole(main, this.settings.runtime).catch(() => undefined);
  }

  /** The replicas that a primary names; with the name of a seed, where they are one, for their certificates. */
  private announced(role: ServerRole): Address[] {
    if (role.kind !== "primary") return [];
    return role.replicas.map((replica) => {
      const name = addressText(replica);
      return this.resolved.find((address) => addressText(address) === name) ?? replica;
    });
  }

  private found(role: ServerRole, known: readonly Node[], over?: Established): Found {
    const topology = groupOf(this.primary, this.replicas.usable(this.announced(role), known));
    return over === undefined ? { topology } : { topology, over: { ...over, address: this.primary.address } };
  }
}
