import type { NewsConfig } from "../config/provider-config.ts";
import type { Journal } from "../observe/journal.ts";
import { type Abilities, abilitiesOf } from "./abilities.ts";
import type { Ask, Handle, Lease, LeaseRequest, PostHandle, PostRequest } from "./ask.ts";
import { Asking } from "./asking.ts";
import { Facts } from "./facts.ts";
import { readFacts, writeFacts } from "./facts-file.ts";
import { Leasing } from "./leasing.ts";
import { Posting } from "./posting.ts";
import { Provider } from "./provider.ts";
import { type Field, preferenceOf } from "./search.ts";
import { settingsOf } from "./settings.ts";
import type { NewsFigures } from "./status.ts";

const SAVE_EVERY_MS = 60_000;

/** All news providers of a configuration, as one. */
export class News {
  private readonly config: NewsConfig;
  private readonly journal: Journal;
  private readonly facts: Facts;
  private readonly providers: Provider[] = [];
  private readonly field: Field;
  private saving: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined = undefined;

  /** Connects to nobody before {@link start}. */
  constructor(config: NewsConfig, journal: Journal) {
    this.config = config;
    this.journal = journal;
    this.facts = new Facts(config.facts, Date.now());
    this.field = { providers: this.providers, facts: this.facts, prefer: preferenceOf(config.selection) };
  }

  /**
   * Reads the remembered facts and the files of authorities, and begins to connect: to each provider once, to learn what it
   * can, or as often as `warmConnections` says. Resolves without waiting for connections. Until then nobody can be asked.
   *
   * @throws the system's error when a file of authorities can't be read.
   */
  async start(): Promise<void> {
    const { providers, facts } = this.config;
    const settings = await Promise.all(providers.map(settingsOf));
    if (facts.file !== undefined) await this.restore(facts.file);
    for (const [at, config] of providers.entries()) {
      this.providers.push(new Provider(config, settings[at]!, this.journal));
    }
  }

  /**
   * Asks one provider after the other until one replies. Nothing is asked again once a piece was written.
   *
   * With `checkYenc` an article goes out once all of it has come and is sound. One that is not is looked for elsewhere, and is
   * given all the same if no provider has a sound one: readers check it themselves, and a part is better than nothing. It is
   * not remembered as missing.
   */
  ask(ask: Ask): Handle {
    return new Asking(this.field, ask, this.config.checkYenc);
  }

  /** A connection for a session that pins. */
  lease(wanted: LeaseRequest): Lease {
    return new Leasing(this.field, wanted);
  }

  /** Sends `POST` or `IHAVE` to a provider that takes articles, and the block behind. */
  post(post: PostRequest): PostHandle {
    return new Posting(this.field, post);
  }

  abilities(): Abilities {
    return abilitiesOf(this.providers);
  }

  figures(): NewsFigures {
    return { providers: this.providers.map(({ figures }) => figures), facts: this.facts.size };
  }

  /**
   * Takes nothing new, waits for what is under way, at most so long, and ends all connections, with `QUIT` where nothing is
   * under way. Keeps the facts.
   */
  async close({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.providers.map(({ pool }) => pool.close(timeoutMs)));
    const { file } = this.config.facts;
    if (file !== undefined) await this.save(file);
  }

  private async restore(file: string): Promise<void> {
    try {
      const kept = await readFacts(file);
      if (kept !== undefined) this.facts.restore(kept, Date.now());
    } catch (error) {
      this.journal.tell("warn", "remembered articles could not be read", { file, err: error });
    }
    this.timer = setInterval(() => void this.save(file), SAVE_EVERY_MS);
    this.timer.unref();
  }

  /** One after the other. */
  private save(file: string): Promise<void> {
    this.saving = this.saving.then(async () => {
      if (!this.facts.isChanged) return;
      try {
        await writeFacts(file, this.facts);
      } catch (error) {
        this.journal.tell("warn", "remembered articles could not be kept", { file, err: error });
      }
    });
    return this.saving;
  }
}
