/**
 * Something a client must never do.
 *
 * - `wrong`: a reply that is another call's, out of date, or untrue ("not run" of a write that ran);
 * - `lost`: an acknowledged write that is gone, and not because the servers lost it themselves;
 * - `duplicated`: a command run twice that its caller never declared idempotent.
 */
export type FindingKind = "wrong" | "lost" | "duplicated";

export interface Finding {
  readonly kind: FindingKind;
  /** The token, key or call it is about. Findings of one kind about one thing are the same finding. */
  readonly about: string;
  /** How often it happened. */
  readonly times: number;
  /** One sentence for people. */
  readonly text: string;
}

/** Each finding once, whichever check made it. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of findings) {
    const name = `${finding.kind} ${finding.about}`;
    const other = kept.get(name);
    if (other === undefined || other.times < finding.times) kept.set(name, finding);
  }
  return [...kept.values()];
}

/** How often findings of a kind happened. */
export function countOf(findings: readonly Finding[], kind: FindingKind): number {
  return findings.reduce((sum, finding) => sum + (finding.kind === kind ? finding.times : 0), 0);
}
