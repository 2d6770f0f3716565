import { replyIs } from "../model/outcome.ts";
import type { Session } from "../session.ts";
import { textOf } from "../wire/frame.ts";
import type { Acts } from "./act.ts";

export const SCAN_ACTS: Acts = [[0.15, scan]];

const COUNT = "2000";
const MOST_PAGES = 2_000;

/** Scans all primaries for the session's own keys. In peace each that is there comes. */
async function scan(session: Session): Promise<void> {
  if (!(await session.line.until(0))) return;
  const { isCalm } = session.world;
  const seen = new Set<string>();
  let cursor = "0";
  let pages = 0;
  do {
    let next: string | undefined;
    const isPage = replyIs("a page of own keys", ({ items = [] }) => {
      const [after, keys] = items;
      next = /^\d+$/.test(textOf(after)) ? textOf(after) : undefined;
      for (const key of keys?.items ?? []) seen.add(textOf(key));
      const own = (keys?.items ?? []).every((key) => textOf(key).startsWith(`${session.name}:`));
      return next !== undefined && items.length === 2 && own;
    });
    session.command(["SCAN", cursor, "MATCH", `${session.name}:*`, "COUNT", COUNT], isPage);
    if (!(await session.line.until(0)) || next === undefined) return;
    cursor = next;
  } while (cursor !== "0" && ++pages < MOST_PAGES);
  if (cursor !== "0") session.violation(`SCAN did not end after ${pages} pages`);
  const registers = session.homes.flatMap((home) => home.registers.map((holding) => holding.entry));
  const missed = registers.find((register) => register.isThere && !seen.has(register.key));
  if (missed !== undefined && isCalm && session.world.isCalm) session.violation(`SCAN missed ${missed.key}`);
}
