import type { BackendConfig } from "./backend-config.ts";
import type { Config } from "./config.ts";
import type { NewsConfig } from "./provider-config.ts";
import { hidePassword } from "./server-url.ts";

const HIDDEN = "***";

/** The configuration with `***` in place of every password, those in URLs and hashes of them included: fit to be shown. */
export function redactConfig(config: Config): Config {
  return {
    ...config,
    users: config.users.map((user) => ({ ...user, password: HIDDEN })),
    backends: Object.fromEntries(
      Object.entries(config.backends).map(([name, backend]) => [name, redactBackend(backend)]),
    ),
  };
}

function redactBackend(backend: BackendConfig | NewsConfig): BackendConfig | NewsConfig {
  if (backend.kind === "nntp") return redactNews(backend);
  const { sentinel } = backend;
  return {
    ...withoutPassword(backend),
    urls: backend.urls.map(hidePassword),
    ...(sentinel && { sentinel: withoutPassword(sentinel) }),
  };
}

function redactNews(news: NewsConfig): NewsConfig {
  const { cache } = news;
  const urls = cache?.redis?.urls.map(hidePassword);
  return {
    ...news,
    providers: news.providers.map(withoutPassword),
    ...(cache && { cache: { ...cache, ...(urls && { redis: { urls } }) } }),
  };
}

function withoutPassword<T extends { readonly password?: string }>(section: T): T {
  return section.password === undefined ? section : { ...section, password: HIDDEN };
}
