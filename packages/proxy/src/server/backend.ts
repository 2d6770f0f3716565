import { readFile } from "node:fs/promises";
import type { ClientOptions } from "fairlead";
import { Call, type CommandSpec, openFleet, plainSpec, type Turn } from "fairlead/internal";
import { DecodeMode } from "fairlead-resp";
import type { BackendConfig, BackendTls } from "../config/backend-config.ts";
import type { ServerKind } from "../resp/shared.ts";
import { Upstream } from "../resp/upstream.ts";

const INFO = plainSpec("INFO");
const CONFIG_GET = plainSpec("CONFIG GET");
const DEFAULT_DATABASES = 16;

/** Connects to a backend. @throws as `connect` of the client does, and when a file can't be read. */
export async function openBackend(
  name: string,
  config: BackendConfig,
  requestTimeoutMs: number,
  turn: Turn,
  signal: AbortSignal,
): Promise<Upstream> {
  const options = { ...optionsOf(config, requestTimeoutMs), signal };
  return new Upstream(name, await openFleet(config.urls, options, turn));
}

/** Milliseconds for a request; 0 in the configuration is any. */
export function timeoutOf(requestTimeoutMs: number): number {
  return requestTimeoutMs || 2 ** 30;
}

/** What kind of servers they are, as one of them says; the oldest that are supported if it says nothing. */
export async function askKind(upstream: Upstream): Promise<ServerKind> {
  const text = String(await ask(upstream, INFO, "server").catch(() => ""));
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*)\r?$`, "m").exec(text)?.[1]?.trim();
  const name = field("server_name") === "valkey" ? "valkey" : "redis";
  const version = field(`${name}_version`) ?? field("redis_version") ?? "7.0.0";
  const isValkey8 = name === "valkey" && Number.parseInt(version, 10) >= 8;
  return { name, version, isValkey8, databases: await askDatabases(upstream) };
}

/** Who may not ask is given what servers have if nobody says otherwise. */
async function askDatabases(upstream: Upstream): Promise<number> {
  const reply = await ask(upstream, CONFIG_GET, "databases").catch(() => undefined);
  const [, databases] = [reply].flat(1) as unknown[];
  const given = Number((reply as { databases?: string } | undefined)?.databases ?? databases);
  return given > 0 ? given : DEFAULT_DATABASES;
}

function ask(upstream: Upstream, command: CommandSpec, arg: string): Promise<unknown> {
  const deadline = performance.now() + upstream.timeoutMs;
  const call = new Call(command, [arg], DecodeMode.PLAIN, deadline, true);
  const reply = call.promise();
  upstream.fleet.dispatch(call);
  return reply;
}

function optionsOf(config: BackendConfig, requestTimeoutMs: number): ClientOptions {
  const { urls: _, username, password, tls, sentinel, ...same } = config;
  return {
    timeoutMs: requestTimeoutMs,
    ...same,
    ...(password === undefined ? {} : { credentials: loginOf(username, password) }),
    ...(tls === undefined ? {} : { tls: () => tlsOptions(tls) }),
    ...(sentinel === undefined ? {} : { sentinel: sentinelOptions(sentinel) }),
  };
}

function sentinelOptions({ name, username, password }: NonNullable<BackendConfig["sentinel"]>) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(password === undefined ? {} : { credentials: loginOf(username, password) }),
  };
}

function loginOf(username: string | undefined, password: string) {
  return username === undefined ? { password } : { username, password };
}

/** Read anew for each connection, so that renewed files count. */
async function tlsOptions(tls: BackendTls) {
  const { caFile, certFile, keyFile, ...same } = tls;
  const read = (file: string | undefined) => (file === undefined ? undefined : readFile(file));
  const [ca, cert, key] = await Promise.all([read(caFile), read(certFile), read(keyFile)]);
  return { ...same, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}
