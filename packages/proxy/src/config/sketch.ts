import { type Path, pathText } from "./problem.ts";

/** A file in which anything may be missing, and what is there is good by itself. */
export interface FileSketch {
  readonly listeners?: Listed<ListenerSketch>;
  readonly backends?: Readonly<Record<string, BackendSketch | undefined>>;
  readonly users?: Listed<{ readonly name?: string }>;
  readonly admin?: { readonly address?: string; readonly allowRemote?: boolean };
}

export interface ListenerSketch {
  readonly name?: string;
  readonly address?: string;
  readonly backend?: string;
  readonly routes?: Listed<{ readonly prefix?: string; readonly backend?: string }>;
  readonly mirror?: { readonly backend?: string; readonly reads?: number; readonly writes?: number };
  readonly auth?: string;
  readonly tls?: { readonly caFile?: string; readonly clientCertificates?: string };
  readonly allow?: Listed<string>;
  readonly deny?: Listed<string>;
}

export interface BackendSketch {
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
