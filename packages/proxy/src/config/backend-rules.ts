import { providerFaults } from "./news-rules.ts";
import type { Fault, Path } from "./problem.ts";
import { together } from "./relations.ts";
import { hasLogin, isSentinelUrl } from "./server-url.ts";
import type { BackendSketch, FileSketch } from "./sketch.ts";

const POOL_MAX = 1_024;

/** What does not go together in a backend. */
export function* backendFaults(file: FileSketch): Iterable<Fault> {
  for (const [name, backend] of Object.entries(file.backends ?? {})) {
    if (backend === undefined) continue;
    const path = ["backends", name];
    if (backend.kind === "nntp") {
      yield* providerFaults(backend, path);
      continue;
    }
    yield* loginFaults(backend, path);
    yield* sentinelFaults(backend, path);
    const { tls = {}, pool = {} } = backend;
    yield* together(tls, "certFile", "keyFile", [...path, "tls"]);
    yield* together(tls, "keyFile", "certFile", [...path, "tls"]);
    if ((pool.min ?? 0) > (pool.max ?? POOL_MAX)) {
      yield { path: [...path, "pool", "min"], message: "is above max" };
    }
    if (backend.readFrom?.startsWith("az") && backend.zone === undefined) {
      yield { path: [...path, "zone"], message: "is required where readFrom goes by zone" };
    }
  }
}

function* loginFaults(backend: BackendSketch, path: Path): Iterable<Fault> {
  yield* together(backend, "username", "password", path);
  yield* together(backend.sentinel ?? {}, "username", "password", [...path, "sentinel"]);
  if (!urlsOf(backend).some(hasLogin)) return;
  for (const key of ["username", "password"] as const) {
    if (backend[key] !== undefined)
      yield { path: [...path, key], message: "can't stand beside a login in urls" };
  }
}

function* sentinelFaults(backend: BackendSketch, path: Path): Iterable<Fault> {
  const urls = urlsOf(backend);
  const sentinels = urls.filter(isSentinelUrl);
  if (sentinels.length > 0 && sentinels.length < urls.length) {
    yield { path: [...path, "urls"], message: "must all be of Sentinels, or none" };
  }
  const isOther = backend.mode === "standalone" || backend.mode === "cluster";
  if (isOther && (sentinels.length > 0 || backend.sentinel !== undefined)) {
    yield { path: [...path, "mode"], message: 'must be "auto" or "sentinel" with Sentinels' };
  }
}

function urlsOf({ urls = [] }: BackendSketch): string[] {
  return [urls].flat().filter((url) => url !== undefined);
}
