import type { Article } from "fairlead-harness";
import {
  Bytes,
  cutAfter,
  type FakeNntp,
  farewell,
  type Library,
  library,
  type NntpReply,
  type NntpRequest,
  startFakeNntp,
  startWire,
  type Wire,
} from "fairlead-harness";
import { type Random, wholeNumber } from "../random.ts";
import { GROUP } from "./stock.ts";

const GREETING = "200 provider";
const AWAY = "400 Service temporarily unavailable";
const BY_ID: ReadonlySet<string> = new Set(["ARTICLE", "BODY", "HEAD", "STAT"]);

/** A provider behind a wire, which can be struck in many ways. */
export class ChaosProvider implements AsyncDisposable {
  readonly name: string;
  readonly tier: number;
  readonly library: Library;
  readonly wire: Wire;
  readonly fake: FakeNntp;
  cutsArticles: Random | undefined = undefined;
  forgetsGroups = false;
  #says400 = false;
  #troubles = 0;
  #troubledAtMs = Number.NEGATIVE_INFINITY;
  /** When each article was missing last. */
  readonly #lostAtMs = new Map<string, number>();
  #lost: ReadonlySet<string> = new Set();

  private constructor(name: string, tier: number, stock: Library, fake: FakeNntp, wire: Wire) {
    this.name = name;
    this.tier = tier;
    this.library = stock;
    this.fake = fake;
    this.wire = wire;
    fake.handler = (request) => this.#answer(request);
  }

  static async start(name: string, tier: number, articles: readonly Article[]): Promise<ChaosProvider> {
    const stock = library({ groups: [GROUP], articles });
    const fake = await startFakeNntp(stock.handler, { greeting: GREETING });
    return new ChaosProvider(name, tier, stock, fake, await startWire({ to: fake }));
  }

  /** Whether it was struck since then. */
  wasTroubledSince(ms: number): boolean {
    return this.#troubles > 0 || this.#troubledAtMs >= ms;
  }

  /** Whether it may have said since then that it has not got the article. */
  mayLackSince(id: string, ms: number): boolean {
    return !this.library.byId.has(id) || this.#lost.has(id) || (this.#lostAtMs.get(id) ?? -1) >= ms;
  }

  /** Strikes it. */
  async trouble(work: () => Promise<void>): Promise<void> {
    this.#troubles++;
    await work();
    this.#troubles--;
    this.#troubledAtMs = performance.now();
  }

  says400(does: boolean): void {
    this.#says400 = does;
    this.fake.greeting = does ? farewell(AWAY) : GREETING;
  }

  /** Has these no more, and all others again. */
  loses(ids: readonly string[]): void {
    for (const id of this.#lost) this.#lostAtMs.set(id, performance.now());
    this.#lost = new Set(ids);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.wire.close();
    await this.fake.close();
  }

  async #answer(request: NntpRequest): Promise<NntpReply> {
    const { verb, args } = request;
    if (this.#says400) return farewell(AWAY);
    if (this.forgetsGroups && (verb === "GROUP" || verb === "LISTGROUP")) return "411 No such newsgroup";
    if (BY_ID.has(verb) && this.#lost.has(args[0] ?? "")) return "430 No such article";
    const reply = await this.library.handler(request);
    if (this.cutsArticles === undefined || !(reply instanceof Bytes)) return reply;
    return cutAfter(wholeNumber(this.cutsArticles, 0, reply.bytes.length - 1), reply, "reset");
  }
}
