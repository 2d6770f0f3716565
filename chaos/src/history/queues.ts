import type { Finding } from "./finding.ts";
import { isAcknowledged, isUnknown, type Pop, type TokenWrite } from "./operation.ts";

/** All pushes to one list and all blocking pops from it, and what its owner held in the end. */
export interface QueueHistory {
  readonly key: string;
  readonly pushes: readonly TokenWrite[];
  readonly pops: readonly Pop[];
  readonly final: readonly string[];
  /** A replica took over, which may not have got the last pushes and pops: elements may be gone, or come again. */
  readonly failedOver: boolean;
}

/**
 * Whether each element that was popped had been pushed here, none was popped twice, and each acknowledged push was
 * popped or is still there: but for as many as there are pops whose reply was lost.
 */
export function checkQueue({ key, pushes, pops, final, failedOver }: QueueHistory): Finding[] {
  const pushed = new Set(pushes.map(({ token }) => token));
  const popped = pops.flatMap(({ outcome }) =>
    outcome.kind === "ok" && outcome.reply !== null ? [String(outcome.reply)] : [],
  );
  const foreign = [...popped, ...final].filter((token) => !pushed.has(token));
  const findings = foreign.map((token) => found("wrong", token, `is in ${key}, where nobody pushed it`));
  if (failedOver) return findings;
  const times = new Map<string, number>();
  for (const token of [...popped, ...final]) times.set(token, (times.get(token) ?? 0) + 1);
  for (const [token, count] of times) {
    if (count > 1) findings.push(found("duplicated", token, `was taken from ${key} ${count} times`));
  }
  const gone = pushes.filter((push) => isAcknowledged(push) && !times.has(push.token));
  const unknown = pops.filter(isUnknown).length;
  if (gone.length > unknown) {
    const text = `${gone.length} elements of ${key} are gone, and only ${unknown} pops got no reply`;
    findings.push({ kind: "lost", about: key, times: gone.length - unknown, text });
  }
  return findings;
}

function found(kind: Finding["kind"], token: string, what: string): Finding {
  return { kind, about: `queue ${token}`, times: 1, text: `${token} ${what}` };
}
