import { type Address, parseHostPort } from "../address.ts";
import type { ReplyError } from "../errors.ts";

/** What a server's refusal to subscribe means. */
export type Refusal =
  /** Another node serves the slot. `asking`: it is only about to, and wants to be told that one knows. */
  | { readonly kind: "redirect"; readonly address: Address; readonly asking: boolean }
  /** It may do later. */
  | { readonly kind: "later" }
  | { readonly kind: "final" };

const PASSING: ReadonlySet<string> = new Set([
  "CLUSTERDOWN",
  "TRYAGAIN",
  "LOADING",
  "MASTERDOWN",
  "BUSY",
  "MOVED",
  "ASK",
]);

/** Judges a refusal by a server at `from`. https://valkey.io/topics/cluster-spec/ */
export function judgeRefusal(error: ReplyError, from: Address): Refusal {
  if (!PASSING.has(error.code)) return { kind: "final" };
  const target = parseHostPort(/^(?:MOVED|ASK) \d+ (\S+)/.exec(error.message)?.[1] ?? "");
  if (target === undefined || target.host === "?") return { kind: "later" };
  const address = target.host === "" ? { ...from, port: target.port } : target;
  return { kind: "redirect", address, asking: error.code === "ASK" };
}
