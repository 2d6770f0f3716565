import type { Reply } from "fairlead-resp";
import { type Address, isPort } from "../address.ts";

/** What a server says it is. */
export type ServerRole =
  | {
      readonly kind: "primary";
      /** How much it has written for its replicas. */
      readonly offset: number;
      /** Those that are in step with it. */
      readonly replicas: readonly Address[];
    }
  | {
      readonly kind: "replica";
      readonly primary: Address | undefined;
      /** Whether it follows its primary at this moment. */
      readonly inStep: boolean;
    }
  /** It may not say, or does not know the question. */
  | { readonly kind: "unknown" };

export const UNKNOWN_ROLE: ServerRole = { kind: "unknown" };

/** Reads the reply to ROLE. https://valkey.io/commands/role/ */
export function readRole(reply: Reply): ServerRole {
  if (!Array.isArray(reply)) return UNKNOWN_ROLE;
  const [kind, first, second, state] = reply;
  if (kind === "master") {
    const replicas = Array.isArray(second) ? second.map(readReplica) : [];
    return {
      kind: "primary",
      offset: Number(first) || 0,
      replicas: replicas.filter((one) => one !== undefined),
    };
  }
  if (kind !== "slave") return UNKNOWN_ROLE;
  return { kind: "replica", primary: addressOf(first, second), inStep: state === "connected" };
}

/** Reads INFO's section "replication", for whoever may not ask for ROLE. https://valkey.io/commands/info/ */
export function readReplicationInfo(info: string): ServerRole {
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const role = field("role");
  if (role === "slave") {
    const primary = addressOf(field("master_host"), field("master_port"));
    return { kind: "replica", primary, inStep: field("master_link_status") === "up" };
  }
  if (role !== "master") return UNKNOWN_ROLE;
  const lines = info.matchAll(/^slave\d+:ip=([^,]*),port=(\d+),state=online/gm);
  const replicas = [...lines].map(([, host, port]) => addressOf(host, port));
  return {
    kind: "primary",
    offset: Number(field("master_repl_offset")) || 0,
    replicas: replicas.filter((one) => one !== undefined),
  };
}

/** The address of a host and a port as servers tell them; `undefined` where that is none. */
export function addressOf(host: unknown, port: unknown): Address | undefined {
  const number = Number(port);
  return typeof host === "string" && host !== "" && isPort(number) ? { host, port: number } : undefined;
}

function readReplica(entry: Reply): Address | undefined {
  return Array.isArray(entry) ? addressOf(entry[0], entry[1]) : undefined;
}
