import type { Removal } from "./history.ts";

/** A removal's mark, or a tag's stamp, that a primary wrote and its successor never got: it was lost with the primary. */
export interface LostMark {
  /** The key of the cache, or `tag` and the tag. */
  readonly about: string;
  /** When the server made it, on the clock of the history. */
  readonly atMs: number;
}

/** Between the clocks of servers and processes. */
const CLOCKS_MS = 5;

/** Removals without what the servers lost of them, and how many acknowledged ones lost something. */
export function withoutLost(
  removals: readonly Removal[],
  marks: readonly LostMark[],
): { readonly removals: readonly Removal[]; readonly lost: number } {
  let lost = 0;
  const left = removals.map((removal): Removal => {
    const own = marks.filter(
      ({ atMs }) => atMs >= removal.fromMs - CLOCKS_MS && atMs <= removal.toMs + CLOCKS_MS,
    );
    if (own.length === 0) return removal;
    const abouts = new Set(own.map(({ about }) => about));
    const isLost = (key: string): boolean =>
      removal.tag === undefined ? abouts.has(key) : abouts.has(`tag ${removal.tag}`);
    const floors = removal.floors.filter(([key]) => !isLost(key));
    if (removal.ok && floors.length < removal.floors.length) lost++;
    return { ...removal, floors };
  });
  return { removals: left, lost };
}
