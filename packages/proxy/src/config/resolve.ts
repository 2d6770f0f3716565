import { dirname, isAbsolute, join } from "node:path";
import { addressText } from "./address.ts";
import type { BackendConfig } from "./backend-config.ts";
import type { Config, ListenerConfig } from "./config.ts";
import { limitsOf } from "./limits-schema.ts";
import type { ParsedListener } from "./listener-schema.ts";
import type { NewsConfig } from "./provider-config.ts";
import type { ParsedFile } from "./schema.ts";

/** Makes every choice that a checked file leaves open. `path` is the file's: paths of certificates begin at its folder. */
export function resolve(file: ParsedFile, path: string): Config {
  const folder = dirname(path);
  const { limits: _, listeners, backends, admin, ...rest } = file;
  return {
    ...rest,
    admin,
    listeners: listeners.map((listener) => resolveListener(listener, file, folder)),
    backends: Object.fromEntries(
      Object.entries(backends).map(([name, backend]) => [name, resolveBackend(backend, folder)]),
    ),
  };
}

function resolveListener(listener: ParsedListener, file: ParsedFile, folder: string): ListenerConfig {
  const auth = file.users.length > 0 ? "users" : "none";
  const same = {
    name: listener.name ?? addressText(listener.address),
    backend: listener.backend ?? onlyBackend(file, listener.protocol),
  };
  if (listener.protocol !== "nntp") {
    const { tls, mirror } = listener;
    const limits = limitsOf("resp", file.limits, listener.limits);
    return {
      auth,
      ...listener,
      ...same,
      protocol: "resp",
      mirror,
      tls: tls && withFolder(tls, folder),
      limits,
    };
  }
  const { tls } = listener;
  const limits = limitsOf("nntp", file.limits, listener.limits);
  return {
    auth,
    requireTls: tls !== undefined,
    ...listener,
    ...same,
    tls: tls && withFolder(tls, folder),
    limits,
  };
}

/** It has been checked that there is one. */
function onlyBackend({ backends }: ParsedFile, protocol: ParsedListener["protocol"]): string {
  const [name] = Object.entries(backends).find(
    ([, { kind }]) => (kind === "nntp") === (protocol === "nntp"),
  )!;
  return name;
}

function resolveBackend(backend: BackendConfig | NewsConfig, folder: string): BackendConfig | NewsConfig {
  if (backend.kind !== "nntp") {
    return backend.tls === undefined ? backend : { ...backend, tls: withFolder(backend.tls, folder) };
  }
  const { providers, facts, cache } = backend;
  const { disk } = cache ?? {};
  return {
    ...backend,
    providers: providers.map((each) => ({ ...each, tls: each.tls && withFolder(each.tls, folder) })),
    facts: facts.file === undefined ? facts : { ...facts, file: inFolder(facts.file, folder) },
    ...(cache && {
      cache: { ...cache, ...(disk && { disk: { ...disk, path: inFolder(disk.path, folder) } }) },
    }),
  };
}

function withFolder<
  T extends { readonly certFile?: string; readonly keyFile?: string; readonly caFile?: string },
>(tls: T, folder: string): T {
  const files = (["certFile", "keyFile", "caFile"] as const).flatMap((key) => {
    const path = tls[key];
    return path === undefined ? [] : [[key, inFolder(path, folder)]];
  });
  return { ...tls, ...Object.fromEntries(files) };
}

function inFolder(path: string, folder: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}
