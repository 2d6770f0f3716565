import type { ErrorReply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { Established } from "../connection/establish.ts";
import { type Step, step } from "../connection/handshake.ts";
import type { Turn } from "../connection/turn.ts";
import { ConnectionError } from "../errors.ts";
import { collect } from "../fleet/collect.ts";
import type { Node } from "../fleet/node.ts";
import type { Found, Source, Verdict } from "../fleet/source.ts";
import { candidates } from "../link/candidates.ts";
import { firstAnswer } from "../link/first-answer.ts";
import type { Settings } from "../options.ts";
import { askForView } from "./ask.ts";
import { judge } from "./redirect.ts";
import { mergeViews, type View } from "./topology.ts";

/** Nodes asked at each look. */
const ASKED_NODES = 3;

/** A cluster: its own nodes tell what it consists of. */
export class ClusterSource implements Source {
  readonly hasSlots = true;
  /** Makes replicas answer reads. https://valkey.io/commands/readonly/ */
  readonly readSetup: readonly Step[] = [step("READONLY", [])];
  private readonly settings: Settings;
  private readonly turn: Turn;

  constructor(settings: Settings, turn: Turn) {
    this.settings = settings;
    this.turn = turn;
  }

  /** Asks some of the known nodes; when none answers, begins anew at the seeds, their names looked up again. */
  async look(known: readonly Node[], signal: AbortSignal): Promise<Found | undefined> {
    const views = await this.askNodes(known);
    if (views.length > 0) return { topology: mergeViews(views) };
    const { settings, turn } = this;
    try {
      const addresses = await candidates(settings.seeds, settings.runtime);
      const answer = await firstAnswer(addresses, settings, turn, signal, askForClaims(settings));
      return { topology: mergeViews([answer.value]), over: answer };
    } catch {
      // Nobody answers. The calls that wait know their own obstacle; the refresher comes again.
      return undefined;
    }
  }

  judge(reply: ErrorReply, slot: number, from: Address): Verdict {
    return judge(reply, slot, from);
  }

  private askNodes(known: readonly Node[]): Promise<View[]> {
    const { runtime } = this.settings;
    const ranked = known.map(({ main }) => ({ main, rank: (main.well ? 0 : 1) + runtime.random() }));
    const asked = ranked.sort((a, b) => a.rank - b.rank).slice(0, ASKED_NODES);
    const views = asked.map(async ({ main }) => {
      const view = await askForView(main, main.address, runtime);
      return view.claims.length > 0 ? view : Promise.reject(new TypeError("The node knows of no slots"));
    });
    return collect(views, runtime);
  }
}

/** Asks for a view, and takes one without slots for no answer. @throws {ConnectionError} `ERR_CONNECT_TOPOLOGY`, with a refusal as its cause. */
export function askForClaims(
  settings: Settings,
): (established: Established, address: Address) => Promise<View> {
  return async ({ connection }, address) => {
    const view = await askForView(connection, address, settings.runtime).catch((error: Error) => {
      const text = `${connection.address} does not tell of its cluster: ${error.message}`;
      throw new ConnectionError("ERR_CONNECT_TOPOLOGY", text, connection.address, error);
    });
    if (view.claims.length > 0) return view;
    throw new ConnectionError(
      "ERR_CONNECT_TOPOLOGY",
      `${connection.address} knows of no slots`,
      connection.address,
    );
  };
}
