/** A provider as a request sees it. */
export interface Candidate {
  readonly tier: number;
  /** How busy it is: 1 when all of its connections are in use, more when some wait. */
  readonly load: number;
  /** Requests so far: of equals, the one that had fewer is asked. */
  readonly requests: number;
  /** It can do such a request at all. */
  readonly able: boolean;
  /** It failed lately, and is passed over: if there are others to ask, for a moment, or for the time being. */
  readonly down: "no" | "at-need" | "briefly" | "longer";
  /** It is known not to have the article. */
  readonly missing: boolean;
  /** What came of asking it: nothing yet; it has not got the article; it doesn't do this request; nothing that tells. */
  readonly tried: "no" | "missed" | "unable" | "failed";
}

/** Who is asked next. */
export type Choice<C extends Candidate> =
  | { readonly kind: "ask"; readonly candidate: C }
  /** Nobody else is left, and this one may soon be asked again. */
  | { readonly kind: "wait"; readonly candidate: C }
  /** Nobody is left, and nobody has the article of all that could be asked. */
  | { readonly kind: "missing" }
  /** Nobody is left, and at least one that might have had the answer could not be asked. */
  | { readonly kind: "unreachable" }
  /** Nobody is left, since nobody does such a request. */
  | { readonly kind: "unable" };

/** Which one of several in the same tier. */
export type Preference<C extends Candidate> = (candidates: readonly C[]) => C;

/**
 * Chooses the provider to ask next: of those that are left the lowest tier, and of that the one that `prefer` names. One
 * that can't be asked never keeps others from being asked, of whatever tier. When nobody else is left, one that has failed is
 * asked all the same if that was not just now, or waited for if it will have been left alone for a moment soon.
 */
export function choose<C extends Candidate>(candidates: readonly C[], prefer: Preference<C>): Choice<C> {
  const chosen = ofLowestTier(candidates, "no", prefer) ?? ofLowestTier(candidates, "at-need", prefer);
  if (chosen !== undefined) return { kind: "ask", candidate: chosen };
  const soon = candidates.find((candidate) => candidate.down === "briefly" && isUntried(candidate));
  if (soon !== undefined) return { kind: "wait", candidate: soon };
  const rest = candidates.filter(({ able }) => able);
  if (rest.some(mightHaveIt)) return { kind: "unreachable" };
  return { kind: rest.some(({ missing, tried }) => missing || tried === "missed") ? "missing" : "unable" };
}

function ofLowestTier<C extends Candidate>(
  candidates: readonly C[],
  down: Candidate["down"],
  prefer: Preference<C>,
): C | undefined {
  const left = candidates.filter((candidate) => candidate.down === down && isUntried(candidate));
  if (left.length === 0) return undefined;
  const tier = Math.min(...left.map((candidate) => candidate.tier));
  return prefer(left.filter((candidate) => candidate.tier === tier));
}

export function canBeAsked(candidate: Candidate): boolean {
  return candidate.down === "no" && isUntried(candidate);
}

function isUntried({ able, missing, tried }: Candidate): boolean {
  return able && !missing && tried === "no";
}

function mightHaveIt({ missing, tried }: Candidate): boolean {
  return !missing && (tried === "no" || tried === "failed");
}

/** The one with the least to do for its size. */
export function leastLoaded<C extends Candidate>(candidates: readonly C[]): C {
  return candidates.reduce((best, other) => (isIdler(other, best) ? other : best));
}

function isIdler(one: Candidate, other: Candidate): boolean {
  return one.load < other.load || (one.load === other.load && one.requests < other.requests);
}

/** Takes turns: each as often as its weight says, spread as evenly as can be. */
export class WeightedTurns<C extends Candidate & { readonly name: string; readonly weight: number }> {
  /** What each is behind its share. */
  private readonly credits = new Map<string, number>();

  next(candidates: readonly C[]): C {
    let total = 0;
    for (const { name, weight } of candidates) {
      total += weight;
      this.credits.set(name, this.creditOf(name) + weight);
    }
    const chosen = candidates.reduce((best, other) =>
      this.creditOf(other.name) > this.creditOf(best.name) ? other : best,
    );
    this.credits.set(chosen.name, this.creditOf(chosen.name) - total);
    return chosen;
  }

  private creditOf(name: string): number {
    return this.credits.get(name) ?? 0;
  }
}
