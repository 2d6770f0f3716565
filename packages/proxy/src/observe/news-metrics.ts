import type { ArticleFigures } from "./article-figures.ts";
import type { ProviderFigures } from "./provider-figures.ts";

export type Reading = readonly [labels: Record<string, string>, value: number];

/** What one user has used. */
export interface UserFigures {
  readonly sessions: number;
  readonly requests: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly refusedSessions: number;
}

/** Where the figures come from. */
interface Source {
  providers(): Iterable<readonly [backend: string, figures: ProviderFigures]>;
  /** Of backends that have a cache. */
  articles(): Iterable<readonly [backend: string, figures: ArticleFigures]>;
  users(): ReadonlyMap<string, UserFigures>;
}

type Add = (
  kind: "gauge" | "counter",
  name: string,
  help: string,
  labels: readonly string[],
  read: () => Reading[],
) => void;

type NumbersOf<T> = {
  readonly [K in keyof T as T[K] extends number ? K : never]?: readonly [
    kind: "gauge" | "counter",
    name: string,
    help: string,
  ];
};

const OF_PROVIDERS: NumbersOf<ProviderFigures> = {
  maxConnections: ["gauge", "connections_max", "Connections that there may be at most."],
  waiting: ["gauge", "waiting", "Requests that wait for a connection."],
  requests: ["counter", "requests_total", "Requests sent."],
  misses: ["counter", "misses_total", "Requests for articles that it has not got."],
  corrupt: ["counter", "corrupt_total", "Articles that were corrupt."],
  receivedBytes: ["counter", "received_bytes_total", "Bytes from the provider."],
  sentBytes: ["counter", "sent_bytes_total", "Bytes to the provider."],
};

const OF_USERS: NumbersOf<UserFigures> = {
  sessions: ["gauge", "sessions", "Open sessions of a user."],
  requests: ["counter", "requests_total", "Requests of a user."],
  receivedBytes: ["counter", "received_bytes_total", "Bytes from a user."],
  sentBytes: ["counter", "sent_bytes_total", "Bytes to a user."],
  refusedSessions: ["counter", "refused_total", "Logins refused since the user had enough sessions."],
};

/** The metrics of news providers, and of the users who read. */
export function addNews(source: Source, add: Add): void {
  addProviders(source, add);
  add("counter", "articles_total", "Requests that a cache stood before.", ["backend", "source"], () =>
    [...source.articles()].flatMap(([backend, { hits, collapsed, misses }]) =>
      Object.entries({ ...hits, collapsed, provider: misses }).map(
        ([source, count]): Reading => [{ backend, source }, count],
      ),
    ),
  );
  for (const [field, [kind, name, help]] of Object.entries(OF_USERS)) {
    add(kind, `user_${name}`, help, ["user"], () =>
      [...source.users()].map(([user, figures]) => [{ user }, figures[field as keyof UserFigures]]),
    );
  }
}

function addProviders(source: Source, add: Add): void {
  const each = (read: (figures: ProviderFigures) => number): Reading[] =>
    [...source.providers()].map(([backend, figures]) => [{ backend, provider: figures.name }, read(figures)]);
  const labels = ["backend", "provider"];
  for (const [field, [kind, name, help]] of Object.entries(OF_PROVIDERS)) {
    add(kind, `provider_${name}`, help, labels, () =>
      each((figures) => figures[field as keyof typeof OF_PROVIDERS] as number),
    );
  }
  add("gauge", "provider_cooling_down", "Processes that pass it over since it failed.", labels, () =>
    each(({ coolingDown }) => (coolingDown ? 1 : 0)),
  );
  add("gauge", "provider_connections", "Connections, by what they do.", [...labels, "state"], () =>
    [...source.providers()].flatMap(([backend, { name: provider, connections, busy, pinned }]) => [
      [{ backend, provider, state: "busy" }, busy],
      [{ backend, provider, state: "pinned" }, pinned],
      [{ backend, provider, state: "idle" }, connections - busy - pinned],
    ]),
  );
  add("counter", "provider_failures_total", "What went wrong with connections.", [...labels, "why"], () =>
    [...source.providers()].flatMap(([backend, { name: provider, failures }]) =>
      Object.entries(failures).map(([why, count]): Reading => [{ backend, provider, why }, count]),
    ),
  );
}
