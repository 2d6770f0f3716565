import type { Promotion } from "../watch/promotions.ts";
import { machineMinusWallMs } from "./clock.ts";
import { type MarkWitness, marksLost } from "./mark-witness.ts";
import type { LostMark } from "./model/losses.ts";

/** What got lost at each fail-over: proved by what the old primary wrote and the new one never did. */
export function lostMarksOf(
  witnesses: readonly MarkWitness[],
  failovers: readonly Promotion[],
  prefix: string,
): LostMark[] {
  const shift = machineMinusWallMs();
  return failovers.flatMap(({ node, succeeds }) => {
    const from = witnesses.find((witness) => witness.node.address === succeeds);
    const to = witnesses.find((witness) => witness.node.id === node);
    if (from === undefined || to === undefined) return [];
    return marksLost(from.marks, to.marks).flatMap(([key, mark]): LostMark[] => {
      const about = aboutOf(key, prefix);
      if (about === undefined) return [];
      const wallMs = about.startsWith("tag ") ? Number(mark) : Number(mark) / 1_000;
      return [{ about, atMs: wallMs + shift }];
    });
  });
}

/** `prefix#tag` is a tag's, `prefix` and `family:0:id=7` a key's. */
function aboutOf(key: string, prefix: string): string | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const rest = key.slice(prefix.length);
  if (rest.startsWith("#")) return `tag ${rest.slice(1)}`;
  const [, family, id] = /^(\w+):0:id=(\d+)$/.exec(rest) ?? [];
  return family === undefined ? undefined : `${family}:${id}`;
}
