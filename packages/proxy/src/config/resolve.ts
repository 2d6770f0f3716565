import { dirname, isAbsolute, join } from "node:path";
import { addressText } from "./address.ts";
import type { Config, ListenerConfig } from "./config.ts";
import type { ParsedListener } from "./listener-schema.ts";
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
      Object.entries(backends).map(([name, backend]) => [
        name,
        backend.tls === undefined ? backend : { ...backend, tls: withFolder(backend.tls, folder) },
      ]),
    ),
  };
}

function resolveListener(listener: ParsedListener, file: ParsedFile, folder: string): ListenerConfig {
  const { tls, mirror } = listener;
  return {
    ...listener,
    name: listener.name ?? addressText(listener.address),
    backend: listener.backend ?? Object.keys(file.backends)[0]!,
    mirror,
    auth: listener.auth ?? (file.users.length > 0 ? "users" : "none"),
    tls: tls && withFolder(tls, folder),
    limits: { ...file.limits, ...listener.limits },
  };
}

function withFolder<
  T extends { readonly certFile?: string; readonly keyFile?: string; readonly caFile?: string },
>(tls: T, folder: string): T {
  const files = (["certFile", "keyFile", "caFile"] as const).flatMap((key) => {
    const path = tls[key];
    return path === undefined ? [] : [[key, isAbsolute(path) ? path : join(folder, path)]];
  });
  return { ...tls, ...Object.fromEntries(files) };
}
