import {
  type Circumstances,
  isCutOff,
  judgeById,
  judgeInGroup,
  judgeNoGroup,
  statusOf,
  type Verdict,
} from "./judge.ts";
import { Oracle } from "./oracle.ts";
import type { ChaosProvider } from "./provider.ts";
import type { NewsWorld, SessionMode } from "./world.ts";

/** As long as a provider may be passed over after it was struck, or remembered not to have an article. */
const AFTERMATH_MS = 4_000;

/** Where a session is: in a group at a provider, which it knows by the number of its articles. */
interface Place {
  readonly provider: ChaosProvider;
  readonly oracle: Oracle;
}

/** What one session has to expect, as of the replies so far. */
export class Situation {
  readonly #world: NewsWorld;
  readonly #mode: SessionMode;
  #place: Place | undefined = undefined;

  constructor(world: NewsWorld, mode: SessionMode) {
    this.#world = world;
    this.#mode = mode;
  }

  /** The reply to the oldest request that has none. */
  async judge(line: string, sentAtMs: number, reply: Buffer): Promise<Verdict> {
    const verdict = await this.#judge(line, sentAtMs, reply);
    if (verdict === "excused") this.#world.excuse(statusOf(reply));
    else if (verdict === "right" && line.startsWith("ARTICLE") && statusOf(reply) === "220") {
      this.#world.articles++;
      this.#world.bytes += reply.length;
    }
    return verdict;
  }

  /** Whether `part` may be all of a reply, since its provider was lost. */
  async mayBeCutOff(line: string, sentAtMs: number, part: Buffer): Promise<boolean> {
    const id = idOf(line);
    const oracle = id === undefined ? this.#place?.oracle : new Oracle(this.#world.union);
    if (oracle === undefined || !isCutOff(part, await oracle.reply(line))) return false;
    const { someTroubled } = this.#circumstances(id, sentAtMs - AFTERMATH_MS);
    if (someTroubled) this.#world.excuse("cut off");
    return someTroubled;
  }

  toString(): string {
    return `${this.#mode}, ${this.#place === undefined ? "in no group" : `in a group of ${this.#place.provider.name}`}`;
  }

  async #judge(line: string, sentAtMs: number, reply: Buffer): Promise<Verdict> {
    const id = idOf(line);
    const circumstances = this.#circumstances(id, sentAtMs - AFTERMATH_MS);
    if (id !== undefined) {
      return judgeById(reply, await new Oracle(this.#world.union).reply(line), circumstances);
    }
    if (this.#mode === "per-command") return statusOf(reply) === "503" ? "right" : "wrong";
    if (line.startsWith("GROUP")) return this.#entered(line, reply, circumstances);
    if (this.#place === undefined) return statusOf(reply) === "412" ? "right" : "wrong";
    const verdict = judgeInGroup(reply, await this.#place.oracle.reply(line), circumstances);
    if (verdict === "excused") this.#place = undefined;
    return verdict;
  }

  async #entered(line: string, reply: Buffer, circumstances: Circumstances): Promise<Verdict> {
    if (statusOf(reply) !== "211") return judgeNoGroup(reply, circumstances);
    for (const provider of this.#world.providers) {
      const oracle = new Oracle(provider.library);
      if (!reply.equals(await oracle.reply(line))) continue;
      this.#place = { provider, oracle };
      return "right";
    }
    return "wrong";
  }

  #circumstances(id: string | undefined, sinceMs: number): Circumstances {
    const { providers } = this.#world;
    const isTroubled = (provider: ChaosProvider): boolean => provider.wasTroubledSince(sinceMs);
    const lacks = (provider: ChaosProvider): boolean =>
      id !== undefined && provider.mayLackSince(id, sinceMs);
    const holders = id === undefined ? [] : providers.filter(({ library }) => library.byId.has(id));
    const concerned = id === undefined ? (this.#place ? [this.#place.provider] : []) : holders;
    return {
      mode: this.#mode,
      unreachable:
        concerned.length === 0
          ? providers.some(isTroubled)
          : concerned.every((provider) => isTroubled(provider) || lacks(provider)),
      someTroubled: providers.some(isTroubled),
      allTroubled: providers.every(isTroubled),
      allLack: providers.every(lacks),
      someLack: providers.some(lacks),
    };
  }
}

function idOf(line: string): string | undefined {
  return /<\S+>/.exec(line)?.[0];
}
