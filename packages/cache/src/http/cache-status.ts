/**
 * Why a request was forwarded (RFC 9211 2.2): `uri-miss`: nothing under its key; `vary-miss`: no variant for its headers;
 * `miss`: one of both; `stale`: what is stored is too old; `request`: it does not want what is stored; `method`: it is none
 * to answer from a cache; `bypass`: the cache was told not to.
 */
export type Forward = "uri-miss" | "vary-miss" | "miss" | "stale" | "request" | "method" | "bypass";

/** How a cache has handled a request. Forwarded if `forward` is there, else a hit. */
export interface CacheStatus {
  readonly forward?: Forward;
  /** The status that the origin answered with, if it did. */
  readonly forwardStatus?: number;
  /** In whole seconds; less than 0 for what is stale. */
  readonly ttl?: number;
  /** Whether the response is being stored. */
  readonly stored?: boolean;
  /** It waited for another request: whether it could use that one's response. */
  readonly collapsed?: boolean;
  readonly key?: string;
  readonly detail?: string;
}

const TOKEN = /^[A-Za-z*][\w!#$%&'*+.^`|~:/-]*$/;
const MAX_INTEGER = 999_999_999_999_999;

/** One member of the header `Cache-Status` (RFC 9211). Characters that can't stand in it become `?`. */
export function cacheStatusText(name: string, status: CacheStatus): string {
  let text = item(name);
  if (status.forward === undefined) text += "; hit";
  else text += `; fwd=${status.forward}`;
  if (status.forwardStatus !== undefined) text += `; fwd-status=${status.forwardStatus}`;
  if (status.ttl !== undefined) text += `; ttl=${integer(status.ttl)}`;
  if (status.stored) text += "; stored";
  if (status.collapsed !== undefined) text += status.collapsed ? "; collapsed" : "; collapsed=?0";
  if (status.key !== undefined) text += `; key=${quoted(status.key)}`;
  if (status.detail !== undefined) text += `; detail=${item(status.detail)}`;
  return text;
}

/** `HIT`, `MISS` or `STALE`, for those who look for `x-cache-status`. */
export function legacyStatus(status: CacheStatus): "HIT" | "MISS" | "STALE" {
  if (status.collapsed === true) return "HIT";
  if (status.forward !== undefined) return "MISS";
  return status.ttl !== undefined && status.ttl < 0 ? "STALE" : "HIT";
}

function item(text: string): string {
  return TOKEN.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replace(/[^\x20-\x7e]/gu, "?").replace(/["\\]/g, "\\$&")}"`;
}

function integer(value: number): number {
  return Math.max(-MAX_INTEGER, Math.min(MAX_INTEGER, Math.floor(value)));
}
