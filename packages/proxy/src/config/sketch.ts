import { type Path, pathText } from "./problem.ts";

/** A file in which anything may be missing, and what is there is good by itself. */
export interface FileSketch {
  readonly listeners?: Listed<ListenerSketch>;
  readonly backends?: Readonly<Record<string, BackendSketch | undefined>>;
  readonly users?: Listed<{ readonly name?: string; readonly limits?: object }>;
  readonly admin?: { readonly address?: string; readonly allowRemote?: boolean };
}

export interface ListenerSketch {
  readonly protocol?: string;
  readonly name?: string;
  readonly address?: string;
  readonly backend?: string;
  readonly routes?: Listed<{ readonly prefix?: string; readonly backend?: string }>;
  readonly mirror?: { readonly backend?: string; readonly reads?: number; readonly writes?: number };
  readonly auth?: string;
  readonly tls?: { readonly caFile?: string; readonly clientCertificates?: string };
  readonly allow?: Listed<string>;
  readonly deny?: Listed<string>;
  readonly requireTls?: boolean;
  readonly posting?: false | string;
}

export interface BackendSketch {
  readonly kind?: string;
  readonly providers?: Listed<ProviderSketch>;
  readonly cache?: { readonly disk?: { readonly path?: string } };
  readonly urls?: string | Listed<string>;
  readonly mode?: string;
  readonly readFrom?: string;
  readonly zone?: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly certFile?: string; readonly keyFile?: string };
  readonly pool?: { readonly min?: number; readonly max?: number };
  readonly sentinel?: { readonly username?: string; readonly password?: string };
}

export interface ProviderSketch {
  readonly name?: string;
  readonly host?: string;
  readonly username?: string;
  readonly password?: string;
  readonly maxConnections?: number;
  readonly warmConnections?: number;
  readonly maxPinned?: number;
  readonly posting?: boolean;
}

type Listed<T> = readonly (T | undefined)[];

/** The value with `change` made to each part of it, the whole first. */
export function rewrite(
  value: unknown,
  change: (part: unknown, path: string) => unknown,
  path: Path = [],
): unknown {
  const changed = change(value, pathText(path));
  if (Array.isArray(changed)) return changed.map((item, index) => rewrite(item, change, [...path, index]));
  if (typeof changed !== "object" || changed === null) return changed;
  const entries = Object.entries(changed);
  return Object.fromEntries(entries.map(([key, part]) => [key, rewrite(part, change, [...path, key])]));
}
