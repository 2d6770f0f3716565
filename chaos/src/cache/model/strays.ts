import type { CacheFinding } from "./finding.ts";
import type { CacheRead, Remnant } from "./history.ts";
import { versionIn } from "./value.ts";

/** Values that are another key's, or that the database never had. `versions`: what it has in the end. */
export function checkStrays(
  reads: readonly CacheRead[],
  remnants: readonly Remnant[],
  versions: ReadonlyMap<string, number>,
): CacheFinding[] {
  const findings: CacheFinding[] = [];
  const check = (key: string, text: string, where: string): void => {
    const version = versionIn(text, key);
    if (version !== undefined && version <= (versions.get(key) ?? 0)) return;
    findings.push({ kind: "stray", text: `${where} gave ${text} for ${key}` });
  };
  for (const { verb, process, key, outcome } of reads) {
    if (outcome.kind === "value") check(key, outcome.text, `${verb} in process ${process}`);
  }
  for (const { process, layer, key, text } of remnants) check(key, text, `${layer} of process ${process}`);
  return findings;
}
