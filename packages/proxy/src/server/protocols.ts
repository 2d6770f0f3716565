import type { Config, ListenerConfig, NewsListenerConfig, UserConfig } from "../config/config.ts";
import type { NewsConfig } from "../config/provider-config.ts";
import type { AllWorkers } from "../workers/all-workers.ts";
import type { BackendSet } from "./backends.ts";
import type { Ingredients } from "./ingredients.ts";
import {
  loginsOf,
  type NewsParts,
  NewsProtocol,
  newsGate,
  type OpenProviders,
  partOfProviders,
} from "./news.ts";
import type { Protocol } from "./protocol.ts";
import { RespTerms } from "./resp-terms.ts";
import { newsNamed } from "./servers.ts";

/** Makes the protocol of each listener. */
export class Protocols {
  private readonly ingredients: Ingredients;
  private readonly resp: RespTerms;

  constructor(ingredients: Ingredients) {
    this.ingredients = ingredients;
    this.resp = new RespTerms(ingredients);
  }

  /** A configuration is in force from here on. */
  follow({ users }: Config): void {
    this.ingredients.accounts.follow(users);
  }

  of(given: ListenerConfig, backends: BackendSet, users: readonly UserConfig[]): Protocol {
    const { count } = this.ingredients.workers;
    const listener = { ...given, limits: partOfLimits(given.limits, count) } as ListenerConfig;
    if (listener.protocol === "resp") return this.resp.protocolOf(listener, backends, users);
    return this.newsOf(listener, backends, users);
  }

  private newsOf(config: NewsListenerConfig, backends: BackendSet, users: readonly UserConfig[]): Protocol {
    const { accounts, news, operations, turn } = this.ingredients;
    const { providers } = newsNamed(config.backend, backends);
    const logins = loginsOf(config, users);
    const gate = newsGate(logins, accounts);
    const observer = operations.observer(config.name, "nntp");
    return new NewsProtocol(news, { providers, config, gate, observer, turn }, logins);
  }
}

/** Opens the providers of a backend, for one process of all. @throws as {@link NewsParts.open} */
export async function openNews(
  news: NewsParts,
  name: string,
  config: NewsConfig,
  { index, count }: AllWorkers,
  signal: AbortSignal,
): Promise<OpenProviders> {
  return news.open(name, partOfProviders(config, index, count), signal);
}

/** Of one process of `count`: the system hands connections out in turn. */
function partOfLimits<T extends ListenerConfig["limits"]>(limits: T, count: number): T {
  const part = (most: number): number => Math.ceil(most / count);
  const { maxSessions, connectsPerSecond } = limits;
  return { ...limits, maxSessions: part(maxSessions), connectsPerSecond: part(connectsPerSecond) };
}
