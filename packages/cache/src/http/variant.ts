import { createHash, randomBytes } from "node:crypto";
import { membersOf } from "./headers.ts";
import type { VaryIndex } from "./stored.ts";

/** The request headers that a response depends on, but for those in `except`. In alphabetical order. */
export function varyOf(headers: Headers, except: ReadonlySet<string>): readonly string[] {
  const names = membersOf(headers.get("vary")).filter((name) => !except.has(name));
  return [...new Set(names)].sort();
}

/** An index over all headers of `vary`, and those of the index before it. */
export function indexOver(vary: readonly string[], before: VaryIndex | undefined): VaryIndex {
  const all = [...new Set([...vary, ...(before?.vary ?? [])])].sort();
  return { kind: "index", vary: all, generation: randomBytes(12).toString("base64url") };
}

/** Whether variants of this index are told apart by all headers of `vary`. */
export function covers(index: VaryIndex, vary: readonly string[]): boolean {
  return vary.every((name) => index.vary.includes(name));
}

/** Tells variants apart: the same for requests with the same values of these headers, but for spaces. */
export function variantDigest(index: VaryIndex, request: Headers): string {
  const values = index.vary.map(
    (name) =>
      request
        .get(name)
        ?.replace(/\s*,\s*/g, ",")
        .trim() ?? null,
  );
  return digest(JSON.stringify(values));
}

/** SHA-256 in Base64, for URLs. */
export function digest(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("base64url");
}
