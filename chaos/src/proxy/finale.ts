import { branch } from "../random.ts";
import type { Entry } from "./model/holding.ts";
import { Rival } from "./rival.ts";
import type { Session } from "./session.ts";
import { Watchdog } from "./watchdog.ts";
import type { World } from "./world.ts";

const AT_ONCE = 200;
const TRIES = 5;

/** Reads all keys there ever were, by a session of its own, once nothing is under way any more. How many there were. */
export async function readAll(world: World, name: string, sessions: readonly Session[]): Promise<number> {
  const reader = new Rival(`${name}reader`, world, branch(world.random));
  using _watchdog = new Watchdog([reader.session]);
  const all = sessions.flatMap((session) =>
    session.homes.flatMap((home) => home.entries.map((entry) => ({ session, entry }))),
  );
  for (let at = 0; at < all.length; at += AT_ONCE) {
    await Promise.all(all.slice(at, at + AT_ONCE).map(({ session, entry }) => read(reader, session, entry)));
  }
  reader.close();
  return all.length;
}

async function read(reader: Rival, session: Session, entry: Entry): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const outcome = await reader.ask(entry.reading);
    if (outcome.kind !== "reply") continue;
    const complaint = entry.readFrame(outcome.frame);
    if (complaint !== undefined) session.complain(`in the end ${entry.key}: ${complaint}`, [entry]);
    return;
  }
  session.violation(`in the end ${entry.key} could not be read`);
}
