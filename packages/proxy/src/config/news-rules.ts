import type { Fault, Path } from "./problem.ts";
import { backendsFor } from "./reference-rules.ts";
import { repeated, together } from "./relations.ts";
import type { BackendSketch, FileSketch, ListenerSketch, ProviderSketch } from "./sketch.ts";

const MAX_CONNECTIONS = 10;

/** What is wrong between a listener for news readers and the rest of the file. */
export function* newsFaults(listener: ListenerSketch, path: Path, file: FileSketch): Iterable<Fault> {
  if (listener.protocol !== "nntp") return;
  if (listener.requireTls === true && !("tls" in listener)) {
    yield { path: [...path, "requireTls"], message: "needs tls, and there is none" };
  }
  yield* postingFaults(listener, [...path, "posting"], file.backends ?? {});
}

function* postingFaults(
  listener: ListenerSketch,
  path: Path,
  backends: NonNullable<FileSketch["backends"]>,
): Iterable<Fault> {
  const { posting = false, backend = backendsFor(listener, backends)[0] } = listener;
  const providers = backend === undefined ? undefined : backends[backend]?.providers;
  // Faulty ones may be meant.
  if (posting === false || providers === undefined || providers.includes(undefined)) return;
  const takers = providers.filter(
    (each) => each !== undefined && "posting" in each && each.posting !== false,
  );
  if (posting === "any") {
    if (takers.length === 0)
      yield { path, message: "needs a provider with posting: true, and there is none" };
  } else if (!providers.some((provider) => nameOf(provider) === posting)) {
    yield { path, message: "names no provider of its backend" };
  } else if (!takers.some((provider) => nameOf(provider) === posting)) {
    yield { path, message: "names a provider without posting: true" };
  }
}

/** A folder of articles belongs to one backend: all others would do without. */
export function* cacheFaults({ backends = {} }: FileSketch): Iterable<Fault> {
  const names = Object.keys(backends);
  const paths = names.map((name) => backends[name]?.cache?.disk?.path);
  yield* repeated(paths, (at) => ["backends", names[at]!, "cache", "disk", "path"]);
}

/** What does not go together among news providers. */
export function* providerFaults({ providers = [] }: BackendSketch, path: Path): Iterable<Fault> {
  yield* repeated(providers.map(nameOf), (at) => [...path, "providers", at, "name"]);
  for (const [at, provider] of providers.entries()) {
    if (provider === undefined) continue;
    const mine = [...path, "providers", at];
    yield* together(provider, "username", "password", mine);
    yield* together(provider, "password", "username", mine);
    const { maxConnections = MAX_CONNECTIONS } = provider;
    for (const key of ["warmConnections", "maxPinned"] as const) {
      if ((provider[key] ?? 0) > maxConnections) {
        yield { path: [...mine, key], message: "is above maxConnections" };
      }
    }
  }
}

function nameOf(provider: ProviderSketch | undefined): string | undefined {
  return provider?.name ?? provider?.host;
}

/** Limits of users are kept at listeners for news readers only: others would make them empty words. */
export function* userLimitFaults({ users = [], listeners = [] }: FileSketch): Iterable<Fault> {
  const isResp = listeners.some(
    (listener) => listener !== undefined && listener.protocol !== "nntp" && isForUsers(listener),
  );
  if (!isResp) return;
  for (const [at, user] of users.entries()) {
    if (user?.limits === undefined) continue;
    const message =
      "are kept for news readers only, and there is a listener of protocol resp where users log in";
    yield { path: ["users", at, "limits"], message };
  }
}

function isForUsers({ auth = "users" }: ListenerSketch): boolean {
  return auth === "users";
}
