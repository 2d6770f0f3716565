import type { Directives } from "./directives.ts";
import { membersOf } from "./headers.ts";

/** What safety asks of a response. */
export interface Offered {
  readonly status: number;
  readonly headers: Headers;
  readonly directives: Directives;
}

export interface Circumstances {
  /** Whether answers of one client may reach another. */
  readonly shared: boolean;
  /** The request has credentials that its key does not tell apart. */
  readonly hasCredentials: boolean;
}

/** Why a response must never be stored, whatever rules and headers say else; undefined if it may. */
export function dangerOf(
  { status, headers, directives }: Offered,
  { shared, hasCredentials }: Circumstances,
): string | undefined {
  if (headers.has("set-cookie")) return "set-cookie";
  if (directives.has("no-store")) return "no-store";
  if (shared && directives.has("private")) return "private";
  if (membersOf(headers.get("vary")).includes("*")) return "vary";
  // It has no end, so those who wait for it would wait for ever.
  if (/^\s*text\/event-stream\b/i.test(headers.get("content-type") ?? "")) return "event-stream";
  if (status === 206 || headers.has("content-range")) return "partial";
  if (status < 200 || status === 304) return "status";
  if (hasCredentials && !isOpen(directives)) return "credentials";
  return undefined;
}

/** Whether a response says itself that it is for everybody, whoever has asked (RFC 9111 3.5). */
export function isOpen(directives: Directives): boolean {
  return directives.has("public") || directives.has("s-maxage");
}
