import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { install, type Program, type Tool, variableOf } from "./install.ts";

export type ServerKind = "redis" | "valkey";

/** An executable server. */
export interface ServerBinary {
  readonly kind: ServerKind;
  readonly path: string;
  /** `7.0.15` */
  readonly version: string;
}

/**
 * The path in the environment variable `FAIRLEAD_REDIS_SERVER` or `FAIRLEAD_VALKEY_SERVER`, or else of
 * `redis-server` or `valkey-server` on the `PATH`; undefined if there is none. A path given by variable isn't
 * checked.
 */
export function locateServer(kind: ServerKind): string | undefined {
  return locate(`${kind}-server`);
}

/**
 * Finds a server, or installs it from the system's packages where this is Debian (or a child of it) and we
 * are root.
 * @throws {Error} one sentence that says what to install.
 */
export async function ensureServer(kind: ServerKind): Promise<ServerBinary> {
  const path = await ensure(`${kind}-server`);
  return { kind, path, version: await versionOf(path) };
}

/** {@link ensureServer} for a server one can do without: what is missing is told, not thrown. */
export async function tryServer(
  kind: ServerKind,
): Promise<{ readonly server: ServerBinary } | { readonly server: undefined; readonly reason: string }> {
  try {
    return { server: await ensureServer(kind) };
  } catch (error) {
    return { server: undefined, reason: (error as Error).message };
  }
}

/**
 * The path of another program, found or installed as servers are: by a variable like `FAIRLEAD_REDIS_CLI` or
 * `FAIRLEAD_TIN`, or on the `PATH`.
 * @throws {Error} one sentence that says what to install.
 */
export function ensureTool(tool: Tool): Promise<string> {
  return ensure(tool);
}

/** {@link ensureTool} for a program one can do without: what is missing is told, not thrown. */
export async function tryTool(
  tool: Tool,
): Promise<{ readonly path: string } | { readonly path: undefined; readonly reason: string }> {
  try {
    return { path: await ensureTool(tool) };
  } catch (error) {
    return { path: undefined, reason: (error as Error).message };
  }
}

async function ensure(program: Program): Promise<string> {
  const found = locate(program);
  if (found !== undefined) return found;
  await install(program);
  const path = locate(program);
  if (path === undefined) throw new Error(`${program} was installed, but not on the PATH`);
  return path;
}

function locate(program: Program): string | undefined {
  const given = process.env[variableOf(program)];
  if (given) return given;
  const { PATH = "" } = process.env;
  return PATH.split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

async function versionOf(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ["--version"]);
  const version = / v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} isn't a server: it says ${stdout.trim()}`);
  return version;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
