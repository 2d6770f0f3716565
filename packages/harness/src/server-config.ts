import { type Address, LOOPBACK } from "./address.ts";
import type { Certificates } from "./certificates.ts";

/** The user the harness itself logs in as, on servers that have users or a password. */
export const ADMIN: { readonly user: string; readonly password: string } = {
  user: "harness",
  password: "harness",
};

/** What a server's configuration is made of. */
export interface ConfigParts {
  readonly port: number;
  readonly folder: string;
  readonly unixPath: string | undefined;
  readonly tls: Certificates | undefined;
  readonly password: string | undefined;
  readonly users: readonly string[];
  readonly replicaOf: Address | undefined;
  /** Lines that overrule all others. */
  readonly config: readonly string[];
}

/** True if the harness has to log in. */
export function hasLogin(parts: Pick<ConfigParts, "password" | "users">): boolean {
  return parts.password !== undefined || parts.users.length > 0;
}

/**
 * The configuration file's text: loopback only, nothing on disk, nothing waited for that can be had at once.
 */
export function configText(parts: ConfigParts): string {
  const lines = [
    `bind ${LOOPBACK} -::1`,
    `dir ${parts.folder}`,
    'save ""',
    "appendonly no",
    "repl-diskless-sync yes",
    "repl-diskless-sync-delay 0",
    "repl-ping-replica-period 1",
    "shutdown-timeout 0",
    "enable-debug-command yes",
    ...transportLines(parts),
    ...loginLines(parts),
    ...(parts.replicaOf === undefined ? [] : [`replicaof ${parts.replicaOf.host} ${parts.replicaOf.port}`]),
    ...parts.config,
  ];
  return `${lines.join("\n")}\n`;
}

function transportLines({ port, unixPath, tls }: ConfigParts): string[] {
  const unix = unixPath === undefined ? [] : [`unixsocket ${unixPath}`];
  if (tls === undefined) return [...unix, `port ${port}`];
  return [
    ...unix,
    "port 0",
    `tls-port ${port}`,
    "tls-replication yes",
    "tls-auth-clients optional",
    `tls-ca-cert-file ${tls.files.ca}`,
    `tls-cert-file ${tls.files.cert}`,
    `tls-key-file ${tls.files.key}`,
  ];
}

function loginLines(parts: ConfigParts): string[] {
  if (!hasLogin(parts)) return [];
  return [
    ...(parts.password === undefined ? [] : [`requirepass ${parts.password}`]),
    ...parts.users.map((rules) => `user ${rules}`),
    `user ${ADMIN.user} on >${ADMIN.password} ~* &* +@all`,
    `masteruser ${ADMIN.user}`,
    `masterauth ${ADMIN.password}`,
  ];
}
