import { readFile } from "node:fs/promises";
import type { ProviderConfig } from "../config/provider-config.ts";
import { Credentials } from "../nntp/credentials.ts";
import type { Login } from "../nntp/handshake.ts";
import type { Endpoint } from "./wire.ts";

/** What it takes to set up connections to one provider. */
export interface Settings {
  readonly endpoint: Endpoint;
  readonly login: Login;
  readonly connectTimeoutMs: number;
  readonly replyTimeoutMs: number;
}

/** @throws the system's error when the file of authorities can't be read. */
export async function settingsOf(config: ProviderConfig): Promise<Settings> {
  const { host, port, tls, username, password, compress, connectTimeoutMs, replyTimeoutMs } = config;
  const ca = tls?.caFile === undefined ? undefined : await readFile(tls.caFile, "utf8");
  const credentials = username === undefined ? undefined : new Credentials(username, password);
  return {
    endpoint: { host, port, tls: tls && { ...tls, ca } },
    login: { ...(credentials && { credentials }), startTls: tls?.mode === "starttls", compress },
    connectTimeoutMs,
    replyTimeoutMs,
  };
}
