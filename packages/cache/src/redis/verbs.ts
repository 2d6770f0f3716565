import type { Verb } from "./redis-like.ts";
import { scriptOf } from "./scripts.ts";

export const HMGET: Verb = { name: "HMGET" };
export const PTTL: Verb = { name: "PTTL" };
export const GET: Verb = { name: "GET" };
/** Of several keys, where they may be of any slots. */
export const MGET: Verb = { name: "MGET" };
export const PUBLISH: Verb = { name: "PUBLISH" };
export const SPUBLISH: Verb = { name: "SPUBLISH" };

/** A script of one key. */
export function scriptVerb(lua: string): Verb {
  return { name: "EVALSHA", script: scriptOf(lua) };
}
